//! Where events come from: the terminal, and the signals.

use std::io;

use crossterm::event::{Event as TerminalEvent, EventStream};
use futures_util::stream::{self, Stream, StreamExt};
use rustix::process::{Signal, kill_current_process_group};
use tokio::signal::unix::{Signal as Signals, SignalKind, signal};

use crate::app::Event;

/// Keys, pastes and resizes of the terminal together with the signals that concern it.
pub(super) fn terminal() -> io::Result<impl Stream<Item = Event> + Unpin> {
    let leave = [SignalKind::terminate(), SignalKind::hangup(), SignalKind::interrupt()];
    let mut signals = Vec::new();
    for kind in leave {
        signals.push(told(signal(kind)?, Event::Leave));
    }
    signals.push(told(signal(SignalKind::from_raw(Signal::TSTP.as_raw()))?, Event::Suspend));
    let keys = EventStream::new()
        .filter_map(|event| std::future::ready(event.map_or(Some(Event::Leave), translate)));
    Ok(stream::select(keys, stream::select_all(signals)))
}

fn told(mut signals: Signals, event: Event) -> stream::BoxStream<'static, Event> {
    stream::poll_fn(move |context| signals.poll_recv(context).map(|heard| heard.map(|()| event.clone())))
        .boxed()
}

fn translate(event: TerminalEvent) -> Option<Event> {
    match event {
        TerminalEvent::Key(key) => Some(Event::Key(key)),
        TerminalEvent::Paste(text) => Some(Event::Paste(text)),
        TerminalEvent::Resize(width, height) => Some(Event::Resize(width, height)),
        TerminalEvent::FocusLost => Some(Event::FocusLost),
        TerminalEvent::FocusGained | TerminalEvent::Mouse(_) => None,
    }
}

/// Stops this process and what it was started with, as the terminal's own Ctrl-Z would; returns when
/// the shell continues it.
pub(super) fn stop_here() {
    // It cannot fail: the group is our own.
    let _ = kill_current_process_group(Signal::STOP);
}
