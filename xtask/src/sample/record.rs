//! A connection and its window features as one line of 42 columns.
//!
//! The order and the names are those of `kddcup.names`; the label ends with a dot as in the original.

use super::connection::Connection;
use super::window::WindowFeatures;

/// Columns of a line: 41 features and the label.
#[cfg(test)]
pub const COLUMNS: usize = 42;

/// The line for `connection`, with its line end.
pub fn line(connection: &Connection, windows: &WindowFeatures) -> String {
    let columns = [basic(connection), content(connection), short_window(windows), long_window(windows)];
    format!("{},{}.\n", columns.join(","), connection.label)
}

fn basic(connection: &Connection) -> String {
    let &Connection { route, src_port, service, flag, duration, src_bytes, dst_bytes, content, .. } =
        connection;
    let land = route.from == route.to && src_port == service.port;
    let (protocol, name) = (service.protocol.name(), service.name);
    let (land, wrong_fragment, urgent) = (u8::from(land), content.wrong_fragment, content.urgent);
    format!("{duration},{protocol},{name},{flag:?},{src_bytes},{dst_bytes},{land},{wrong_fragment},{urgent}")
}

fn content(connection: &Connection) -> String {
    let seen = &connection.content;
    let columns = [
        seen.hot,
        seen.num_failed_logins,
        u32::from(seen.logged_in),
        seen.num_compromised,
        u32::from(seen.root_shell),
        seen.su_attempted,
        seen.num_root,
        seen.num_file_creations,
        seen.num_shells,
        seen.num_access_files,
        0, // `num_outbound_cmds` is 0 in every published file.
        0, // `is_host_login` too.
        u32::from(seen.is_guest_login),
    ];
    columns.map(|column| column.to_string()).join(",")
}

fn short_window(windows: &WindowFeatures) -> String {
    let (host, service) = (&windows.host, &windows.service);
    let rates = [
        host.syn_error_rate,
        service.syn_error_rate,
        host.rejection_rate,
        service.rejection_rate,
        host.same_service_rate,
        host.service_variety,
        service.host_variety,
    ];
    format!("{},{},{}", host.count, service.count, two_decimals(rates))
}

fn long_window(windows: &WindowFeatures) -> String {
    let (host, service) = (&windows.long_host, &windows.long_service);
    let rates = [
        host.same_service_rate,
        host.service_variety,
        host.same_src_port_rate,
        service.host_variety,
        host.syn_error_rate,
        service.syn_error_rate,
        host.rejection_rate,
        service.rejection_rate,
    ];
    format!("{},{},{}", host.count, service.count, two_decimals(rates))
}

fn two_decimals<const N: usize>(rates: [f64; N]) -> String {
    rates.map(|rate| format!("{rate:.2}")).join(",")
}

#[cfg(test)]
mod tests {
    use rand_xoshiro::rand_core::SeedableRng;

    use super::super::connection::{Flag, Host, Route, logged_in};
    use super::super::random::Dice;
    use super::super::service::HTTP;
    use super::super::window::Windows;
    use super::*;

    #[test]
    fn a_connection_becomes_its_42_columns() {
        let route = Route { from: Host(7), to: Host(8) };
        let connection = Connection::open(0.0, route, HTTP, &mut Dice::seed_from_u64(1));
        let connection = connection.carrying(210, 4500).showing(logged_in()).lasting(3);
        let mut windows = Windows::default();
        windows.add(&connection);
        let written = line(&connection, &windows.features(&connection));
        let expected = "3,tcp,http,SF,210,4500,0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,1,1,0.00,0.00,0.00,0.00,1.00,0.00,0.00,\
                        1,1,1.00,0.00,1.00,0.00,0.00,0.00,0.00,0.00,normal.\n";
        assert_eq!(written, expected);
        assert_eq!(written.split(',').count(), COLUMNS);
    }

    #[test]
    fn land_means_that_a_machine_called_itself_on_the_same_port() {
        let route = Route { from: Host(7), to: Host(7) };
        let connection = Connection::open(0.0, route, HTTP, &mut Dice::seed_from_u64(1)).using_port(80);
        assert_eq!(basic(&connection.ended(Flag::S0)), "0,tcp,http,S0,0,0,1,0,0");
    }
}
