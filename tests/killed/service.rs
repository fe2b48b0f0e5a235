//! The sandbox on a loopback socket that can be made to stop at a point and never go on.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, mpsc};
use std::time::{Duration, SystemTime};

use cognitui::sandbox::{Options, Sandbox, World};

/// Where the service stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hold {
    /// The nth request (from 1) for an operation has arrived and is not carried out.
    Before(&'static str, u64),
    /// It is carried out and not answered.
    After(&'static str, u64),
}

pub(crate) struct Service {
    pub(crate) sandbox: Sandbox,
    pub(crate) url: String,
    hold: Arc<Mutex<Option<Hold>>>,
    reached: mpsc::Receiver<()>,
    open: Arc<(Mutex<usize>, Condvar)>,
}

impl Service {
    pub(crate) fn start() -> Self {
        let sandbox = Sandbox::new(World::default_world(), Options::default());
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let hold: Arc<Mutex<Option<Hold>>> = Arc::default();
        let (reach, reached) = mpsc::channel();
        let (served, point) = (sandbox.clone(), Arc::clone(&hold));
        let open: Arc<(Mutex<usize>, Condvar)> = Arc::default();
        let counted = Arc::clone(&open);
        // The threads end with their connections, and with the process.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (sandbox, point, reach) = (served.clone(), Arc::clone(&point), reach.clone());
                let counted = Arc::clone(&counted);
                *counted.0.lock().unwrap() += 1;
                std::thread::spawn(move || {
                    // A peer that is killed breaks its connection, which is the point of it all.
                    let _ = answer_all(&stream.unwrap(), &sandbox, &point, &reach);
                    *counted.0.lock().unwrap() -= 1;
                    counted.1.notify_all();
                });
            }
        });
        Self { sandbox, url, hold, reached, open }
    }

    /// Makes the service stop at a point, or go on answering.
    pub(crate) fn hold(&self, hold: Option<Hold>) {
        *self.hold.lock().unwrap() = hold;
    }

    /// Waits until the service has stopped at its point.
    pub(crate) fn wait_until_held(&self) {
        self.reached.recv_timeout(Duration::from_mins(1)).unwrap();
    }
}

impl Service {
    /// Waits until everything that killed peers had sent is carried out.
    pub(crate) fn settle(&self) {
        // Connections are taken in their order, so that the end of this one means that none waits before.
        let mut last = TcpStream::connect(self.url.trim_start_matches("http://")).unwrap();
        last.shutdown(Shutdown::Write).unwrap();
        last.read_to_end(&mut Vec::new()).unwrap();
        let (open, changed) = &*self.open;
        let open = changed.wait_while(open.lock().unwrap(), |open| *open > 0).unwrap();
        assert_eq!(*open, 0);
    }
}

fn answer_all(
    stream: &TcpStream,
    sandbox: &Sandbox,
    hold: &Mutex<Option<Hold>>,
    reach: &mpsc::Sender<()>,
) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    loop {
        let (mut target, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            match line.split_once(": ") {
                Some((name, value)) if name.eq_ignore_ascii_case("x-amz-target") => {
                    value.clone_into(&mut target);
                }
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.parse().unwrap();
                }
                _ => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let operation = target.rsplit('.').next().unwrap_or_default();
        let nth = sandbox.requests_for(operation) + 1;
        let stops = |at: Option<(&str, u64)>| at == Some((operation, nth));
        let (before, after) = match *hold.lock().unwrap() {
            Some(Hold::Before(on, at)) => (Some((on, at)), None),
            Some(Hold::After(on, at)) => (None, Some((on, at))),
            None => (None, None),
        };
        if stops(before) {
            return wait_for_the_end(reader, reach);
        }
        let response = sandbox.handle(Some(&target), &body, SystemTime::now());
        if stops(after) {
            return wait_for_the_end(reader, reach);
        }
        let mut answer = format!(
            "HTTP/1.1 {} X\r\ncontent-type: application/x-amz-json-1.1\r\ncontent-length: {}\r\n\r\n",
            response.status,
            response.body.len()
        )
        .into_bytes();
        answer.extend(response.body);
        (&mut &*stream).write_all(&answer)?;
    }
}

/// Says nothing more until the other side is gone.
fn wait_for_the_end(mut reader: impl Read, reach: &mpsc::Sender<()>) -> std::io::Result<()> {
    let _ = reach.send(());
    reader.read_to_end(&mut Vec::new()).map(drop)
}
