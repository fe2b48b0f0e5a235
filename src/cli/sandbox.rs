//! `cognitui sandbox`: the embedded Cognito over loopback HTTP.

use std::{
    io::{self, Write},
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use tokio::signal::unix::{SignalKind, signal};

use crate::sandbox::{
    Fault, Options, Sandbox, World, WorldError,
    server::{self, ServeError},
};

/// The arguments of `cognitui sandbox`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct SandboxArgs {
    /// Where to listen: a loopback address and a port, 0 for any free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0", value_parser = address)]
    pub listen: SocketAddr,
    /// The pools to begin with, as a JSON file; without it, the built-in world.
    #[arg(long, value_name = "FILE")]
    pub world: Option<PathBuf>,
    /// How long each answer takes, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub latency: u64,
    /// Requests a second for the account, per category of operations (the service's own is 15).
    #[arg(long, value_name = "N", value_parser = rate)]
    pub rps: Option<f64>,
    /// Requests a second for one operation on one pool (the service's own is 5).
    #[arg(long, value_name = "N", value_parser = rate)]
    pub pool_rps: Option<f64>,
    /// Requests a second for the account, per category of writes.
    #[arg(long, value_name = "N", value_parser = rate)]
    pub update_rps: Option<f64>,
    /// What goes wrong and how often: drop=0.1, or access-denied:DescribeUserPoolClient=1 for one operation.
    #[arg(long, value_name = "KIND=PROBABILITY")]
    pub fault: Vec<Fault>,
    /// The seed of all chance: faults and new ids.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
}

/// Why the sandbox does not start.
#[derive(Debug, thiserror::Error)]
enum StartError {
    #[error("cannot read {}: {source}; name a world file that exists", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{}: {source}", path.display())]
    World { path: PathBuf, source: WorldError },
    #[error(transparent)]
    Serve(#[from] ServeError),
    #[error("{0}; try again")]
    Io(#[from] io::Error),
}

/// Serves until SIGTERM or SIGINT. The URL is the first line on stdout, alone; hints go to stderr.
pub(super) fn run(args: &SandboxArgs) -> ExitCode {
    match start(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // A closed stderr leaves nobody to tell.
            let _ = writeln!(io::stderr(), "cognitui sandbox: {error}");
            ExitCode::from(2)
        }
    }
}

fn start(args: &SandboxArgs) -> Result<(), StartError> {
    let world = args.world.as_deref().map_or_else(|| Ok(World::default_world()), read_world)?;
    let options = Options {
        latency: Duration::from_millis(args.latency),
        rps: args.rps,
        pool_rps: args.pool_rps,
        update_rps: args.update_rps,
        faults: args.fault.clone(),
        seed: args.seed,
    };
    let sandbox = Sandbox::new(world, options);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        // Handlers stand before the URL is out: whoever reads it may stop the sandbox at once.
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let listener = server::bind(args.listen).await?;
        let url = format!("http://{}", listener.local_addr()?);
        announce(&url, &sandbox)?;
        let stopped = async {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        };
        server::serve(listener, sandbox.clone(), stopped).await?;
        Ok(())
    })
}

fn announce(url: &str, sandbox: &Sandbox) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{url}")?;
    stdout.flush()?;
    let region = sandbox.region();
    // Hints may be lost; the URL may not.
    let _ = writeln!(
        io::stderr(),
        "A Cognito sandbox for account {} in {region}; any credentials do. Try:\n  \
         cognitui --endpoint-url {url} --region {region}\n  \
         aws --endpoint-url {url} --region {region} cognito-idp list-user-pools --max-results 60\n\
         Ctrl-c stops it; everything written is forgotten.",
        sandbox.account()
    );
    Ok(())
}

fn read_world(path: &Path) -> Result<World, StartError> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| StartError::Unreadable { path: path.to_owned(), source })?;
    World::from_json(&text).map_err(|source| StartError::World { path: path.to_owned(), source })
}

/// An address and port; `localhost` is spelled out, because it must not depend on a resolver.
fn address(text: &str) -> Result<SocketAddr, String> {
    let parsed = match text.strip_prefix("localhost:") {
        Some(port) => port.parse().ok().map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port))),
        None => text.parse().ok(),
    };
    parsed.ok_or_else(|| "write an address and a port, for example 127.0.0.1:0".to_owned())
}

fn rate(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|rate: &f64| rate.is_finite() && *rate > 0.0)
        .ok_or_else(|| "write a number above 0, for example 15".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{address, rate};

    #[test]
    fn an_address_has_a_port() {
        assert_eq!(address("localhost:0").unwrap(), "127.0.0.1:0".parse().unwrap());
        assert_eq!(address("[::1]:80").unwrap(), "[::1]:80".parse().unwrap());
        assert!(address("127.0.0.1").is_err());
    }

    #[test]
    fn a_rate_is_above_zero() {
        assert_eq!(rate("2.5"), Ok(2.5));
        assert!(rate("0").is_err());
        assert!(rate("inf").is_err());
    }
}
