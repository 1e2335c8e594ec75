//! The demo accounts. No security: anybody can read them here.

/// Somebody who signed in. Both may do the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum User {
    /// The account `admin`.
    Admin,
    /// The account `user`.
    User,
}

/// Both accounts.
pub const USERS: [User; 2] = [User::Admin, User::User];

impl User {
    /// The account's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::User => "user",
        }
    }

    /// The account's password, no secret at all.
    pub const fn password(self) -> &'static str {
        match self {
            Self::Admin => "admin123",
            Self::User => "user123",
        }
    }

    /// The account of that name.
    pub fn by_name(name: &str) -> Option<Self> {
        USERS.into_iter().find(|user| user.name() == name)
    }

    /// The account that a name and a password open.
    pub fn sign_in(name: &str, password: &str) -> Option<Self> {
        Self::by_name(name.trim()).filter(|user| user.password() == password)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_opens() {
        let check = |name, password, expected| assert_eq!(User::sign_in(name, password), expected);
        check("admin", "admin123", Some(User::Admin));
        check(" user ", "user123", Some(User::User));
        check("admin", "user123", None);
        check("Admin", "admin123", None);
        check("", "", None);
    }
}
