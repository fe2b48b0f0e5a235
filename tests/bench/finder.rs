//! How long a key takes in the finder over a hundred thousand clients, on one thread.
//!
//! `cargo bench --bench finder` prints the slowest key of each text that is typed letter by letter; each key by the median of its runs.

#![expect(clippy::print_stdout, reason = "the table is the point")]

use std::time::{Duration, Instant};

use cognitui::app::finder::{Extra, Found, Index};
use cognitui::client::{ClientId, ClientKey, PoolId};

const CLIENTS: u64 = 100_000;
const POOLS: u64 = 40;
const WORDS: [&str; 15] = [
    "web", "checkout", "mobile", "admin", "orders", "partner", "legacy", "kiosk", "billing", "search", "api",
    "batch", "gateway", "internal", "staging",
];

fn main() {
    // `cargo test --all-targets` builds and starts benchmarks too; only `cargo bench` asks for figures.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let index = index();
    println!("| typed | fitting | slowest key | median key |");
    println!("|---|---|---|---|");
    for text in ["web", "checkout-web", "partner gateway", "eu-west-1_000000003", "localhost", "admin ord 77"]
    {
        // The median of each key's runs: what else the machine does is no matter of the key's.
        let mut runs = vec![Vec::new(); text.len()];
        let mut fitting = 0;
        for _ in 0..9 {
            let mut found = Found::default();
            found.search(&index, "");
            for end in 1..=text.len() {
                let pressed = Instant::now();
                found.search(&index, &text[..end]);
                runs[end - 1].push(pressed.elapsed());
            }
            fitting = found.len();
        }
        let median = |times: &mut Vec<Duration>| {
            times.sort();
            times[times.len() / 2]
        };
        let mut keys: Vec<Duration> = runs.iter_mut().map(median).collect();
        keys.sort();
        let ms = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1e3);
        println!("| {text} | {fitting} | {} | {} |", ms(keys[keys.len() - 1]), ms(keys[keys.len() / 2]));
    }
}

/// Names of three words and a number; every tenth client is described.
fn index() -> Index {
    let mut index = Index::default();
    let mut state = 0x9e37_79b9_u64;
    let mut chance = |below: u64| {
        // xorshift: the same clients on every run.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    for n in 0..CLIENTS {
        let pool = PoolId::new(format!("eu-west-1_{:09}", n % POOLS));
        let mut word = || WORDS[usize::try_from(chance(15)).unwrap_or_default()];
        let name = format!("{}-{}-{}-{n}", word(), word(), word());
        let id: String = (0..26).map(|_| char::from_digit(chance(36) as u32, 36).unwrap_or('0')).collect();
        let client = ClientId::new(id);
        index.add(&pool, &format!("customers-{}", n % POOLS), &client, &name);
        if n % 10 == 0 {
            let words =
                vec![format!("https://{name}.example.com/cb"), "openid email orders/read code".to_owned()];
            index
                .describe(&ClientKey { pool, client }, Extra { words, host: Some("example.com".to_owned()) });
        }
    }
    index
}
