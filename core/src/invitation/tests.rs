use proptest::prelude::*;

use super::*;

const SECRET: [u8; 10] = [0x00, 0x44, 0x32, 0x14, 0xc7, 0x42, 0x54, 0xb6, 0x35, 0xcf];
const DIGEST: [u8; 10] = [0xff, 0x10, 0x9a, 0x5b, 0x0c, 0x3d, 0x7e, 0x81, 0x24, 0x66];

fn invitation(address: &str) -> Invitation {
    Invitation::new(address, SECRET, DIGEST).expect("a valid address")
}

/// Addresses of every form.
const ADDRESSES: [&str; 6] = [
    "relay.example.org",
    "relay-2.douane.gouv.example:7500",
    "192.0.2.17:443",
    "[2001:db8::17]",
    "[fe80::1]:8443",
    "r",
];

/// Fails unless the mistyped text is refused or means exactly what was meant.
fn assert_found(meant: &Invitation, typed: &str) {
    if let Ok(read) = Invitation::parse(typed) {
        assert_eq!(&read, meant, "{typed} was taken for an invitation");
    }
}

#[test]
fn is_written_as_the_design_says() {
    assert_eq!(
        invitation("Relay.Example.ORG:7411").to_string(),
        "relay.example.org/0123-4567-89AB-CDEF-ZW89-MPRC-7NZ8-2936-E2"
    );
    let ported = invitation("[2001:DB8:0:0::17]:7500").to_string();
    assert!(ported.starts_with("[2001:db8::17]:7500/0123-"), "{ported}");
}

#[test]
fn every_form_of_address_reads_back() {
    for address in ADDRESSES {
        let written = invitation(address);
        assert_eq!(written.to_string().parse(), Ok(written));
    }
}

#[test]
fn a_paste_may_be_broken_spaced_and_in_any_case() {
    let meant = invitation("relay.example.org:7500");
    let text = meant.to_string();
    let code = &text[text.find('/').unwrap() + 1..];
    for typed in [
        format!("  {text}\r\n"),
        text.to_lowercase(),
        text.to_uppercase(),
        text.replace('-', ""),
        text.replace('-', " "),
        text.replace('-', "\u{a0}"),
        text.replace('-', "\u{2013}"),
        text.replace('-', "-\n"),
        text.replace("exam", "exam\n  "),
        text.replace('/', " "),
        text.replace('/', "/\n"),
        text.replace('/', "\n/ "),
        format!("relay.example.org:7500/{}", code.replace('0', "o").replace('1', "l")),
    ] {
        assert_eq!(Invitation::parse(&typed).as_ref(), Ok(&meant), "{typed:?}");
    }
}

#[test]
fn what_is_wrong_is_said() {
    let parse = |text: &str| Invitation::parse(text).unwrap_err();
    let code = "0123-4567-89AB-CDEF-ZW89-MPRC-7NZ8-2936-E2";
    assert_eq!(parse(""), InvitationError::Code);
    assert_eq!(parse("relay.example.org"), InvitationError::Code);
    assert_eq!(parse("h/0123-45"), InvitationError::Length { found: 6 });
    assert_eq!(parse(&format!("h/{code}0")), InvitationError::Length { found: 35 });
    assert_eq!(parse(&format!("h/{code}/")), InvitationError::Character { found: '/', place: 35 });
    assert_eq!(parse("h/01U"), InvitationError::Character { found: 'U', place: 3 });
    assert_eq!(parse("h/012\u{202e}"), InvitationError::Character { found: '\u{202e}', place: 4 });
    assert_eq!(parse(&format!("h/{code}")), InvitationError::Check);
    for host in ["", "a..b", "-a", "a-", "a.", "é.org", "[::1", "[::1]x", "::1]", "[h]", "a_b:%"] {
        let error = read_address(host).unwrap_err();
        assert!(
            matches!(error, InvitationError::Address(_) | InvitationError::Port(_)),
            "{host}: {error:?}"
        );
    }
    for port in ["", "0", "65536", "+1", "1:2", "7 "] {
        let error = read_address(&format!("h:{port}")).unwrap_err();
        assert_eq!(error, InvitationError::Port(port.to_owned()));
    }
    let message = parse("h/012\u{202e}").to_string();
    assert!(message.contains("character 4") && !message.contains('\u{202e}'), "{message}");
}

/// Any character in any place of the whole text, the address included.
#[test]
fn every_single_mistyping_is_found() {
    for address in ADDRESSES {
        let meant = invitation(address);
        let text = meant.to_string();
        for at in 0..text.len() {
            for typed in (' '..='~').chain(['\n', '\u{a0}', '\u{2013}', 'é']) {
                let mistyped = format!("{}{typed}{}", &text[..at], &text[at + 1..]);
                assert_found(&meant, &mistyped);
            }
        }
    }
}

/// Any two characters of the whole text, next to each other or not, within the address, within the
/// code, and across both where they stand side by side.
#[test]
fn every_swap_is_found() {
    for address in ADDRESSES {
        let meant = invitation(address);
        let text = meant.to_string();
        let slash = text.find('/').unwrap();
        for i in 0..text.len() {
            for j in i + 1..text.len() {
                if j == i + 1 || j < slash || i > slash {
                    let mut typed = text.clone().into_bytes();
                    typed.swap(i, j);
                    assert_found(&meant, &String::from_utf8(typed).unwrap());
                }
            }
        }
    }
}

/// The same for every value that two neighbours can have, not only for those of one example.
#[test]
fn every_mistyping_and_swap_of_every_symbol_in_every_place_is_found() {
    let address = "relay.example.org:7500";
    let base: Vec<u8> = (0..32).collect();
    for place in 0..32 {
        for symbol in 0..32 {
            let mut code = base.clone();
            code[place] = symbol;
            let check = check::symbols(address, &code);
            code.extend(check);
            let right: [u8; CODE_CHARS] = code.try_into().unwrap();
            assert!(check::holds(address, &right));
            for at in 0..CODE_CHARS {
                for other in (0..32).filter(|&o| o != right[at]) {
                    let mut wrong = right;
                    wrong[at] = other;
                    assert!(!check::holds(address, &wrong));
                }
                for with in (0..at).filter(|&w| right[w] != right[at]) {
                    let mut wrong = right;
                    wrong.swap(at, with);
                    assert!(!check::holds(address, &wrong));
                }
            }
        }
    }
}

/// Every byte for every byte in a host of the greatest length, and every two neighbours there.
#[test]
fn every_mistyping_in_the_longest_address_is_found() {
    let host = ["abcdefghij-0123456789_zyx"; 10].join(".")[..HOST_CHARS_MAX].to_owned();
    let address = format!("{host}:65535");
    let mut code = vec![7; 32];
    code.extend(check::symbols(&address, &code));
    let code: [u8; CODE_CHARS] = code.try_into().unwrap();
    assert!(check::holds(&address, &code));
    for at in 0..address.len() {
        for other in (0u8..128).filter(|&o| o != address.as_bytes()[at]) {
            let mut wrong = address.clone().into_bytes();
            wrong[at] = other;
            assert!(!check::holds(&String::from_utf8(wrong).unwrap(), &code));
        }
        for with in (0..at).filter(|&w| address.as_bytes()[w] != address.as_bytes()[at]) {
            let mut wrong = address.clone().into_bytes();
            wrong.swap(at, with);
            assert!(!check::holds(&String::from_utf8(wrong).unwrap(), &code));
        }
    }
}

#[test]
fn the_key_comes_from_the_secret_and_the_digest_alone() {
    let here = invitation("relay.example.org").key().key();
    assert_eq!(here, invitation("192.0.2.17:443").key().key());
    // Fixed for good: an invitation printed today must open the same seat with every release.
    assert_eq!(
        here.0[..8],
        [187, 216, 215, 103, 156, 56, 71, 3],
        "Argon2id(m=19456, t=2, p=1) of the secret, salted by the digest"
    );
    let other = Invitation { secret: [1; 10], ..invitation("relay.example.org") };
    assert_ne!(here, other.key().key());
    let other = Invitation { digest: [1; 10], ..invitation("relay.example.org") };
    assert_ne!(here, other.key().key());
}

#[test]
fn the_digest_binds_relay_and_room() {
    let (relay, room) = (SeatKey([3; 32]), RoomId([4; 32]));
    let permit = Invitation::digest_for(&relay, None);
    let seat = Invitation::digest_for(&relay, Some(&room));
    assert_ne!(permit, seat);
    let invited = Invitation::new("h", SECRET, seat).unwrap();
    assert!(invited.matches(&relay, Some(&room)));
    assert!(!invited.matches(&relay, None));
    assert!(!invited.matches(&SeatKey([5; 32]), Some(&room)));
    assert!(!invited.matches(&relay, Some(&RoomId([5; 32]))));
}

#[test]
fn debug_shows_no_secret() {
    let shown = format!("{:?}", invitation("relay.example.org"));
    assert_eq!(shown, "Invitation(relay.example.org/…)");
}

proptest! {
    #[test]
    fn reads_back(
        host in "[a-z0-9]{1,20}(\\.[a-z0-9]([a-z0-9_-]{0,18}[a-z0-9])?){0,4}",
        port in 1u16..,
        secret: [u8; 10],
        digest: [u8; 10],
    ) {
        let written = Invitation { host, port, secret, digest };
        prop_assert_eq!(written.to_string().to_lowercase().parse(), Ok(written));
    }

    #[test]
    fn any_ipv6_address_reads_back(bits: u128, port in 1u16..) {
        let host = Ipv6Addr::from(bits).to_string();
        let address = write_address(&host, port);
        prop_assert_eq!(read_address(&address), Ok((host, port)));
    }

    #[test]
    fn a_mistyped_and_a_swapped_character_are_found(
        secret: [u8; 10],
        digest: [u8; 10],
        at in 0usize..60,
        typed in proptest::char::any(),
    ) {
        let meant = Invitation::new("relay.example.org:7500", secret, digest).unwrap();
        let chars: Vec<char> = meant.to_string().chars().collect();
        let at = at % (chars.len() - 1);
        let mut wrong = chars.clone();
        wrong[at] = typed;
        assert_found(&meant, &wrong.iter().collect::<String>());
        let mut wrong = chars;
        wrong.swap(at, at + 1);
        assert_found(&meant, &wrong.iter().collect::<String>());
    }

    #[test]
    fn garbage_never_panics(text: String) {
        prop_assert!(Invitation::parse(&text).is_err());
        let code_of_garbage = format!("h/{text}");
        prop_assert!(Invitation::parse(&code_of_garbage).is_err());
    }
}
