//! Files to load: connections as KDD Cup 1999 writes them, and files that are none.
//!
//! Made here and not cut from a data set, so that every count in a test follows from the code below.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::temp_dir::TempDir;

/// What follows the 41 features.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tail {
    /// Nothing: 41 fields, no labels.
    None,
    /// A label with its dot, as in `kddcup.data`: 42 fields.
    Label,
    /// A label and a difficulty, as in NSL-KDD: 43 fields.
    LabelAndDifficulty,
}

/// Lines that [`Fixtures::with_wrong_lines`] spoils, counted from 1.
pub const WRONG_LINES: [u64; 3] = [17, 100, 250];

/// Signature, header and start of data of a PNG picture of 1 x 1 pixels.
const PNG: [u8; 41] =
    *b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\x0aIDAT";

/// Out of 20 connections: features 2 to 4 (protocol, service, flag) and the label.
const KINDS: [(u64, &str, &str); 5] = [
    (12, "tcp,http,SF", "normal"),
    (17, "icmp,ecr_i,SF", "smurf"),
    (18, "tcp,private,S0", "satan"),
    (19, "tcp,ftp_data,SF", "warezclient"),
    (20, "tcp,telnet,SF", "buffer_overflow"),
];

/// Files in a folder that vanishes with its owner.
pub struct Fixtures(TempDir);

impl Fixtures {
    /// No file yet.
    pub fn new() -> Self {
        Self(TempDir::new("fixtures"))
    }

    /// `n` connections, no two alike, as plain text.
    pub fn plain(&self, name: &str, n: u64, tail: Tail) -> PathBuf {
        self.0.write(name, connections(n, tail).as_bytes())
    }

    /// Flows as other tools write them, one in fifty an attack; with `reordered` columns and one more.
    pub fn flows(&self, name: &str, n: u64, reordered: bool) -> PathBuf {
        self.0.write(name, flows(n, reordered).as_bytes())
    }

    /// Two tables of flows, of 30 and of 40 connections, stored in a ZIP archive.
    pub fn archive(&self, name: &str) -> PathBuf {
        let (mut archive, mut directory) = (Vec::new(), Vec::new());
        for (name, n) in [("Train.csv", 30), ("Test.csv", 40)] {
            let bytes = flows(n, false).into_bytes();
            let mut crc = flate2::Crc::new();
            crc.update(&bytes);
            let size = (bytes.len() as u32).to_le_bytes();
            // Version, flags, method, time, date; then checksum, both sizes, lengths of name and extra field.
            let start = [20, 0, 0, 0, 0_u16].map(u16::to_le_bytes).concat();
            let sums = [crc.sum().to_le_bytes(), size, size].concat();
            let lengths = [name.len() as u16, 0].map(u16::to_le_bytes).concat();
            let offset = (archive.len() as u32).to_le_bytes();
            directory.extend(
                [b"PK\x01\x02\x14\0", &start[..], &sums, &lengths, &[0; 10], &offset, name.as_bytes()]
                    .concat(),
            );
            archive.extend([b"PK\x03\x04", &start[..], &sums, &lengths, name.as_bytes(), &bytes].concat());
        }
        let extent = [directory.len() as u32, archive.len() as u32].map(u32::to_le_bytes).concat();
        let end = [b"PK\x05\x06\0\0\0\0\x02\0\x02\0", &extent[..], &[0; 2]].concat();
        self.0.write(name, &[archive, directory, end].concat())
    }

    /// A table whose columns, labels and categories are markup, templates, quotes, marks of direction and far too long.
    pub fn hostile(&self, name: &str) -> PathBuf {
        let markup = "<img src=x onerror=window.pwned=1>";
        let names = [
            markup.to_owned(),
            "</script><script>window.pwned=1</script>".to_owned(),
            "{b} {x|y} {{c}}".to_owned(),
            "\u{202e}drawkcab 😀 ' \"\" `".to_owned(),
            "x".repeat(10_000),
        ];
        let mut text = format!(
            "\"{} kind\",\"{} bytes\",\"{} rate\",\"{}\",Label\n",
            names[0], names[1], names[2], names[3]
        );
        for i in 0..400_usize {
            let (kind, label) = (&names[i % 5], &names[i / 7 % 5]);
            text.push_str(&format!("\"{kind}\",{},{}.5,{},\"{label}\"\n", i * i % 977, i % 13, i % 101));
        }
        self.0.write(name, text.as_bytes())
    }

    /// The same in gzip.
    pub fn gzip(&self, name: &str, n: u64) -> PathBuf {
        self.0.write(name, &compressed(&connections(n, Tail::Label)))
    }

    /// The first half of a gzip file.
    pub fn truncated_gzip(&self, name: &str, n: u64) -> PathBuf {
        let whole = compressed(&connections(n, Tail::Label));
        self.0.write(name, &whole[..whole.len() / 2])
    }

    /// 300 lines of which three ([`WRONG_LINES`]) have too few fields, too many, and none.
    pub fn with_wrong_lines(&self, name: &str) -> PathBuf {
        let text = connections(300, Tail::Label);
        let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
        let [few, many, none] = WRONG_LINES.map(|line| line as usize - 1);
        lines[few] = "0,tcp,http".into();
        lines[many].push_str(",surplus");
        lines[none] = "a line that somebody wrote by hand".into();
        self.0.write(name, lines.join("\n").as_bytes())
    }

    /// Prose.
    pub fn prose(&self, name: &str) -> PathBuf {
        let text = "Dear colleague,\n\nthe connections that you asked for are in the other file.\nThis one, I am afraid, is a letter.\n";
        self.0.write(name, text.repeat(20).as_bytes())
    }

    /// Nothing at all.
    pub fn empty(&self, name: &str) -> PathBuf {
        self.0.write(name, b"")
    }

    /// The start of a picture.
    pub fn picture(&self, name: &str) -> PathBuf {
        self.0.write(name, &PNG)
    }

    /// Inflates a gzip file under a name of its own.
    pub fn unpacked(&self, packed: &Path, name: &str) -> PathBuf {
        let path = self.0.path().join(name);
        let mut packed = GzDecoder::new(File::open(packed).expect("the packed file can be read"));
        let mut unpacked = File::create(&path).expect("a temporary file can be made");
        io::copy(&mut packed, &mut unpacked).expect("the packed file is whole");
        path
    }
}

fn connections(n: u64, tail: Tail) -> String {
    let mut text = String::new();
    for i in 0..n {
        let (_, symbols, label) = KINDS.into_iter().find(|(below, ..)| i % 20 < *below).unwrap_or(KINDS[0]);
        // The bytes sent number the connection: no two lines are alike. The rest only keeps columns from being constant.
        let (received, count, hosts) = (i * 7919 % 60_000, i % 511, i % 255);
        let rate = (i % 101) as f64 / 100.0;
        write!(
            text,
            "{},{symbols},{i},{received},0,0,0,{},0,{},0,0,0,0,0,0,0,0,0,0,{count},{count},{rate:.2},{rate:.2},0.00,0.00,1.00,\
             0.00,0.00,{hosts},{hosts},1.00,0.00,{rate:.2},0.00,0.00,0.00,0.00,0.00",
            i % 7,
            i % 3,
            i % 2,
        )
        .expect("a string takes all text");
        text.push_str(&match tail {
            Tail::None => "\n".into(),
            Tail::Label => format!(",{label}.\n"),
            Tail::LabelAndDifficulty => format!(",{label},{}\n", i % 22),
        });
    }
    text
}

fn compressed(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).expect("memory takes all bytes");
    encoder.finish().expect("memory takes all bytes")
}

#[test]
fn connections_have_as_many_fields_as_their_tail_says() {
    let check = |tail, expected| {
        let text = connections(40, tail);
        assert_eq!(text.lines().count(), 40);
        assert!(text.lines().all(|line| line.split(',').count() == expected), "{text}");
    };
    check(Tail::None, 41);
    check(Tail::Label, 42);
    check(Tail::LabelAndDifficulty, 43);
}

/// Flows as other tools write them, one in fifty an attack.
fn flows(n: u64, reordered: bool) -> String {
    let line = |i: u64| {
        let (protocol, label) =
            (["tcp", "udp"][i as usize % 2], if i.is_multiple_of(50) { "DDoS" } else { "BENIGN" });
        let bytes = if i.is_multiple_of(50) { 900_000 + i } else { i * i % 997 };
        match reordered {
            false => format!("{i},{protocol},{bytes},{}.5,{label}\n", i % 13),
            true => format!("{label},{}.5,x,{bytes},{protocol}\n", i % 13),
        }
    };
    let header =
        if reordered { "Label,Rate,More,Bytes,Protocol\n" } else { "Flow ID,Protocol,Bytes,Rate,Label\n" };
    header.to_owned() + &(1..=n).map(line).collect::<String>()
}
