//! The loop: events in, one frame out, tasks to the background.

use std::io;
use std::task::Poll;
use std::time::{Duration, Instant};

use futures_util::stream::{Stream, StreamExt};
use ratatui::Terminal;
use ratatui::backend::Backend;
use secrecy::ExposeSecret;

use crate::app::{App, Command, Event, Handout, Now};
use crate::tasks::Handle;
use crate::ui::{self, Theme};

use super::{Edited, SignedIn};

/// Frames that only the background asked for are at least this far apart. A key's frame never waits.
const BACKGROUND_FRAME: Duration = Duration::from_millis(33);
/// Events taken in before a frame is drawn, so that a flood cannot keep the screen still.
const BATCH: usize = 512;

/// The loop's clock; a fixed one makes a session repeatable.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The machine's, counted from a start.
    Running(Instant),
    /// One that stands still.
    Fixed(Now),
}

impl Clock {
    /// A clock that starts now.
    pub fn start() -> Self {
        Self::Running(Instant::now())
    }

    /// The moment.
    pub fn now(&self) -> Now {
        match self {
            Self::Running(start) => Now { monotonic: start.elapsed(), wall: jiff::Timestamp::now() },
            Self::Fixed(now) => *now,
        }
    }

    /// Waits until a moment after the start; for ever where there is none, or the clock stands still.
    async fn reaches(self, moment: Option<Duration>) {
        match (self, moment) {
            (Self::Running(start), Some(after)) => tokio::time::sleep_until((start + after).into()).await,
            _ => std::future::pending().await,
        }
    }
}

/// What the loop asks of the real terminal beside drawing on it.
pub trait Edge {
    /// Gives the terminal back, stops the process and, once it goes on, takes the terminal again.
    ///
    /// # Errors
    /// When the terminal cannot be taken again.
    fn suspend(&mut self) -> io::Result<()>;

    /// Tells the terminal something between two frames, as it is.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    fn tell(&mut self, escape: &str) -> io::Result<()>;

    /// Lends the terminal to the person's editor with a text, and takes it again.
    fn edit(&mut self, handout: &Handout) -> impl Future<Output = Edited>;

    /// Lends the terminal to the AWS CLI, for the person to sign in with that profile, and takes it again.
    fn sign_in(&mut self, profile: Option<&str>) -> impl Future<Output = SignedIn>;
}

/// When the next frame is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frame {
    Clean,
    Due(Instant),
}

/// The dashboard on a terminal, real or in memory.
#[derive(Debug)]
pub struct Dashboard<B: Backend> {
    app: App,
    theme: Theme,
    terminal: Terminal<B>,
    clock: Clock,
    frame: Frame,
    drawn: Instant,
    wants: Vec<Command>,
}

impl<B: Backend> Dashboard<B>
where
    B::Error: Send + Sync + 'static,
{
    /// A dashboard that has not started yet.
    pub fn new(app: App, theme: Theme, terminal: Terminal<B>, clock: Clock) -> Self {
        let now = Instant::now();
        Self { app, theme, terminal, clock, frame: Frame::Due(now), drawn: now, wants: Vec::new() }
    }

    /// What the dashboard knows.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// What it is drawn on.
    pub fn terminal(&self) -> &Terminal<B> {
        &self.terminal
    }

    /// The same, to resize it.
    pub fn terminal_mut(&mut self) -> &mut Terminal<B> {
        &mut self.terminal
    }

    /// Draws a frame when one is due.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn draw(&mut self) -> io::Result<()> {
        if let Frame::Due(at) = self.frame
            && at <= Instant::now()
        {
            self.terminal.draw(|frame| ui::draw(&self.app, &self.theme, frame)).map_err(io::Error::other)?;
            self.frame = Frame::Clean;
            self.drawn = Instant::now();
        }
        Ok(())
    }

    /// Takes an event in and passes on what it asks of the background. What it asks of the terminal is
    /// kept for the loop.
    pub fn feed(&mut self, event: Event, tasks: &mut Handle) {
        let soon = matches!(event, Event::Answer(_));
        let commands = self.app.update(event, self.clock.now());
        for command in commands {
            match command {
                Command::Errand(errand) => tasks.send(errand),
                other => self.wants.push(other),
            }
        }
        let due = if soon { self.drawn + BACKGROUND_FRAME } else { Instant::now() };
        self.frame = match self.frame {
            Frame::Due(earlier) => Frame::Due(earlier.min(due)),
            Frame::Clean => Frame::Due(due),
        };
    }

    /// Takes in answers until nothing that was asked is unanswered, then draws: a session without a
    /// clock, for whoever drives the dashboard step by step.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub async fn until_idle(&mut self, tasks: &mut Handle) -> io::Result<()> {
        while !tasks.is_idle() {
            if let Some(answer) = tasks.answer().await {
                self.feed(Event::Answer(answer), tasks);
            }
        }
        self.frame = Frame::Due(self.drawn);
        self.draw()
    }

    /// Lets time pass on a clock that stands still, and wakes what is due by then.
    pub fn pass(&mut self, time: Duration, tasks: &mut Handle) {
        if let Clock::Fixed(now) = &mut self.clock {
            now.monotonic += time;
        }
        if self.app.deadline().is_some_and(|due| due <= self.clock.now().monotonic) {
            self.feed(Event::Tick, tasks);
        }
    }

    /// What was asked of the terminal and is not done yet, the newest last.
    pub fn wants(&self) -> &[Command] {
        &self.wants
    }

    /// True once the person asked to leave.
    pub fn is_over(&self) -> bool {
        self.wants.iter().any(|command| matches!(command, Command::Quit))
    }

    /// Runs until the person leaves or the input ends. `edge` is the terminal beside
    /// what is drawn on it.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub async fn run(
        &mut self,
        tasks: &mut Handle,
        mut input: impl Stream<Item = Event> + Unpin,
        edge: &mut impl Edge,
    ) -> io::Result<()> {
        self.feed(Event::Start, tasks);
        loop {
            self.draw()?;
            tokio::select! {
                biased;
                event = input.next() => match event {
                    Some(event) => self.feed(event, tasks),
                    None => return Ok(()),
                },
                Some(answer) = tasks.answer() => self.feed(Event::Answer(answer), tasks),
                () = frame_due(self.frame) => continue,
                () = self.clock.reaches(self.app.deadline()) => self.feed(Event::Tick, tasks),
            }
            for _ in 0..BATCH {
                if let Some(event) = already_here(&mut input).await {
                    match event {
                        Some(event) => self.feed(event, tasks),
                        None => return Ok(()),
                    }
                } else if let Some(answer) = tasks.answer_now() {
                    self.feed(Event::Answer(answer), tasks);
                } else {
                    break;
                }
            }
            if self.serve(tasks, edge).await? {
                return Ok(());
            }
        }
    }

    /// Does what was asked of the terminal, until nothing is left or the person leaves; says whether they do.
    async fn serve(&mut self, tasks: &mut Handle, edge: &mut impl Edge) -> io::Result<bool> {
        // What comes of the one may ask for the next.
        while !self.wants.is_empty() {
            let wants = std::mem::take(&mut self.wants);
            let leaves = |command: &Command| {
                matches!(command, Command::Quit | Command::Suspend | Command::Editor(_) | Command::SignIn(_))
            };
            if wants.iter().any(leaves) {
                // Terminals keep what their other screen showed last, and a secret may have been there.
                self.frame = Frame::Due(self.drawn);
                self.draw()?;
            }
            for command in wants {
                match command {
                    Command::Quit => return Ok(true),
                    Command::Suspend => {
                        edge.suspend()?;
                        self.repaint()?;
                    }
                    Command::Repaint => self.repaint()?,
                    Command::Editor(handout) => self.edit(&handout, tasks, edge).await?,
                    Command::SignIn(profile) => self.sign_in(profile.as_deref(), tasks, edge).await?,
                    Command::Tell(escape) => edge.tell(escape.expose_secret())?,
                    Command::Errand(_) => {}
                }
            }
        }
        Ok(false)
    }

    /// Waits for the person's editor; the background is listened to meanwhile.
    async fn edit(&mut self, handout: &Handout, tasks: &mut Handle, edge: &mut impl Edge) -> io::Result<()> {
        let edited = {
            let mut editor = std::pin::pin!(edge.edit(handout));
            loop {
                tokio::select! {
                    edited = &mut editor => break edited,
                    Some(answer) = tasks.answer() => self.feed(Event::Answer(answer), tasks),
                }
            }
        };
        if edited.leave {
            // Before the text is taken in: an editor that would be opened again is then left alone.
            self.feed(Event::Leave, tasks);
        } else {
            self.repaint()?;
        }
        self.feed(Event::Edited(edited.result), tasks);
        Ok(())
    }

    /// Waits for the person to sign in; the background is listened to meanwhile.
    async fn sign_in(
        &mut self,
        profile: Option<&str>,
        tasks: &mut Handle,
        edge: &mut impl Edge,
    ) -> io::Result<()> {
        let signed_in = {
            let mut signing = std::pin::pin!(edge.sign_in(profile));
            loop {
                tokio::select! {
                    signed_in = &mut signing => break signed_in,
                    Some(answer) = tasks.answer() => self.feed(Event::Answer(answer), tasks),
                }
            }
        };
        if signed_in.leave {
            self.feed(Event::Leave, tasks);
        } else {
            self.repaint()?;
            self.feed(Event::SignedIn(signed_in.result), tasks);
        }
        Ok(())
    }

    fn repaint(&mut self) -> io::Result<()> {
        let size = self.terminal.size().map_err(io::Error::other)?;
        self.app.size = (size.width, size.height);
        // Not `clear`: it asks the terminal where the cursor is, and the waiting input stream takes the answer.
        self.terminal.resize(size.into()).map_err(io::Error::other)?;
        self.frame = Frame::Due(self.drawn);
        Ok(())
    }
}

/// The next event where there is one already. It polls with the loop's own waker: crossterm's stream keeps
/// the first waker it is given, and with any other the next key would wake nobody.
async fn already_here<S: Stream<Item = Event> + Unpin>(input: &mut S) -> Option<Option<Event>> {
    std::future::poll_fn(|context| match input.poll_next_unpin(context) {
        Poll::Ready(event) => Poll::Ready(Some(event)),
        Poll::Pending => Poll::Ready(None),
    })
    .await
}

async fn frame_due(frame: Frame) {
    match frame {
        Frame::Due(at) => tokio::time::sleep_until(at.into()).await,
        Frame::Clean => std::future::pending().await,
    }
}
