//! Where events come from: the terminal, and the signals.

use std::cell::RefCell;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use crossterm::event::{self, Event as TerminalEvent, EventStream};
use futures_util::stream::{SelectAll, Stream, StreamExt};
use rustix::process::{Signal, kill_current_process_group};
use tokio::signal::unix::{Signal as Signals, SignalKind, signal};

use crate::app::Event;

/// Signals that concern the dashboard.
const HEARD: [Signal; 4] = [Signal::TERM, Signal::HUP, Signal::INT, Signal::TSTP];

/// Keys, pastes and resizes of the terminal together with the signals. The loop and whoever lends the
/// terminal to another program share it.
#[derive(Clone)]
pub(super) struct Input(Rc<RefCell<Source>>);

struct Source {
    /// None while another program has the terminal.
    keys: Option<EventStream>,
    signals: SelectAll<futures_util::stream::BoxStream<'static, Signal>>,
}

impl Input {
    /// Listens to the terminal and to the signals from now on. To be called inside a runtime.
    pub(super) fn terminal() -> io::Result<Self> {
        let mut signals = SelectAll::new();
        for kind in HEARD {
            signals.push(told(signal(SignalKind::from_raw(kind.as_raw()))?, kind));
        }
        Ok(Self(Rc::new(RefCell::new(Source { keys: Some(EventStream::new()), signals }))))
    }

    /// Leaves the keys to another program; the signals are still heard.
    ///
    /// Behind crossterm's stream a thread waits for keys and would take every other one. It ends when the
    /// stream is dropped, and only then can another stream be made: that is how its end is waited for.
    pub(super) fn leave_keys(&self) {
        self.0.borrow_mut().keys = None;
        drop(EventStream::new());
    }

    /// Listens to the keys again. What crossterm had read before they were left is dropped: it was typed
    /// at a screen that is not there any more.
    pub(super) fn take_keys(&self) {
        while let Ok(true) = event::poll(Duration::ZERO) {
            if event::read().is_err() {
                break;
            }
        }
        self.0.borrow_mut().keys = Some(EventStream::new());
    }

    /// The next signal, for who has to act on it while the loop waits.
    pub(super) async fn signal(&self) -> Signal {
        std::future::poll_fn(|context| match self.0.borrow_mut().signals.poll_next_unpin(context) {
            Poll::Ready(Some(signal)) => Poll::Ready(signal),
            Poll::Ready(None) | Poll::Pending => Poll::Pending,
        })
        .await
    }
}

impl Stream for Input {
    type Item = Event;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Event>> {
        let mut source = self.0.borrow_mut();
        if let Poll::Ready(Some(signal)) = source.signals.poll_next_unpin(context) {
            return Poll::Ready(Some(if signal == Signal::TSTP { Event::Suspend } else { Event::Leave }));
        }
        let Some(keys) = &mut source.keys else { return Poll::Pending };
        loop {
            match keys.poll_next_unpin(context) {
                Poll::Ready(Some(Ok(event))) => {
                    if let Some(event) = translate(event) {
                        return Poll::Ready(Some(event));
                    }
                }
                Poll::Ready(Some(Err(_))) => return Poll::Ready(Some(Event::Leave)),
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}

fn told(mut signals: Signals, kind: Signal) -> futures_util::stream::BoxStream<'static, Signal> {
    futures_util::stream::poll_fn(move |context| signals.poll_recv(context).map(|heard| heard.map(|()| kind)))
        .boxed()
}

fn translate(event: TerminalEvent) -> Option<Event> {
    match event {
        TerminalEvent::Key(key) => Some(Event::Key(key)),
        TerminalEvent::Paste(text) => Some(Event::Paste(text)),
        TerminalEvent::Resize(width, height) => Some(Event::Resize(width, height)),
        TerminalEvent::FocusGained | TerminalEvent::FocusLost | TerminalEvent::Mouse(_) => None,
    }
}

/// Stops this process and what it was started with, as the terminal's own Ctrl-Z would; returns when
/// the shell continues it.
pub(super) fn stop_here() {
    // It cannot fail: the group is our own.
    let _ = kill_current_process_group(Signal::STOP);
}
