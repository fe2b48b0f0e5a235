//! Other people's tools against the sandbox that the program serves: boto3 and the AWS CLI, unchanged.

use std::path::Path;
use std::process::{Command, Output};

use crate::servers::{self, Server};

#[test]
fn boto3_finds_the_sandbox_as_it_expects_the_service() {
    let Some(peers) = servers::installed("tools::boto3_finds_the_sandbox_as_it_expects_the_service") else {
        return;
    };
    let server = Server::sandbox(&[]);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/sandbox_check.py");
    let output = Command::new(peers.join("moto/bin/python")).arg(script).arg(server.url()).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn the_aws_cli_reads_and_writes_the_sandbox() {
    let Some(peers) = servers::installed("tools::the_aws_cli_reads_and_writes_the_sandbox") else { return };
    let server = Server::sandbox(&[]);
    let aws = |words: &[&str]| -> Output {
        let mut command = Command::new(peers.join("moto/bin/aws"));
        command.args([
            "--endpoint-url",
            server.url(),
            "--region",
            "eu-west-1",
            "--output",
            "text",
            "cognito-idp",
        ]);
        command.args(words).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("AWS_ACCESS_KEY_ID", "AKIACLI").env("AWS_SECRET_ACCESS_KEY", "cli").env("AWS_PAGER", "");
        command.env("AWS_CONFIG_FILE", "/dev/null").env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
        command.output().unwrap()
    };
    let done = |words: &[&str]| -> String {
        let output = aws(words);
        assert!(output.status.success(), "{words:?}: {}", said(&output));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };

    // Two at a time, so that the CLI has to follow tokens.
    let pools = ["list-user-pools", "--max-results", "2", "--query", "UserPools[].Name"];
    assert_eq!(done(&pools).split_whitespace().count(), 2);
    let pool = done(&["create-user-pool", "--pool-name", "cli", "--query", "UserPool.Id"]);
    let web = [
        "create-user-pool-client",
        "--user-pool-id",
        &pool,
        "--client-name",
        "web",
        "--generate-secret",
        "--query",
        "UserPoolClient.[ClientId,ClientSecret]",
    ];
    let made = done(&web);
    let (client, secret) = made.split_once(char::is_whitespace).unwrap();
    assert!(secret.trim().len() >= 24, "a generated secret is in the answer");

    let shown = done(&[
        "describe-user-pool-client",
        "--user-pool-id",
        &pool,
        "--client-id",
        client,
        "--query",
        "UserPoolClient.[ClientName,RefreshTokenValidity]",
    ]);
    assert_eq!(shown.split_whitespace().collect::<Vec<_>>(), ["web", "30"]);

    // A full replace, as the service does it: what is not said is reset.
    let update = ["update-user-pool-client", "--user-pool-id", &pool, "--client-id", client];
    done(&[&update[..], &["--refresh-token-validity", "7"]].concat());
    done(&[&update[..], &["--access-token-validity", "2"]].concat());
    let shown = done(&[
        "describe-user-pool-client",
        "--user-pool-id",
        &pool,
        "--client-id",
        client,
        "--query",
        "UserPoolClient.RefreshTokenValidity",
    ]);
    assert_eq!(shown, "30");

    let refused = aws(&["create-user-pool-client", "--user-pool-id", &pool, "--client-name", "a/b*"]);
    assert!(said(&refused).contains("InvalidParameterException"), "{}", said(&refused));
    done(&["delete-user-pool-client", "--user-pool-id", &pool, "--client-id", client]);
    let gone = aws(&["describe-user-pool-client", "--user-pool-id", &pool, "--client-id", client]);
    assert!(said(&gone).contains("ResourceNotFoundException"), "{}", said(&gone));
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
