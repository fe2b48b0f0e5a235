//! Programs are not read: what they say is known only when they run. What to give instead is told.

use super::ReadError;

/// How a program is known, and what to give in its place.
struct Known {
    extensions: &'static [&'static str],
    words: &'static [&'static str],
    instead: &'static str,
}

const PULUMI: &str = "give its state: pulumi stack export > stack.json";
const CDK: &str = "give the template that it makes: cdk synth > template.yaml";
const EITHER: &str = "give what it makes: pulumi stack export > stack.json, or cdk synth > template.yaml";

const PROGRAMS: &[Known] = &[
    Known {
        extensions: &[],
        words: &[
            "import com.pulumi.",
            "import pulumi",
            "from pulumi",
            "import * as pulumi",
            "import * as aws from \"@pulumi",
        ],
        instead: PULUMI,
    },
    Known {
        extensions: &[],
        words: &[
            "import software.amazon.awscdk",
            "from aws_cdk",
            "import aws_cdk",
            "import * as cdk",
            "from \"aws-cdk-lib",
        ],
        instead: CDK,
    },
    Known {
        extensions: &[".java", ".kt", ".ts", ".js", ".mjs", ".py", ".go", ".cs", ".fs", ".rb"],
        words: &[],
        instead: EITHER,
    },
];

/// Refuses a program, and an application's settings, with what to give instead.
pub(super) fn refuse(name: &str, text: &str) -> Result<(), ReadError> {
    let name = name.to_ascii_lowercase();
    let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
    // As in .env, prod.env and .env.local; env.tf and prod.env.json are what their endings say.
    if file.ends_with(".env") || file.starts_with(".env.") && !file.ends_with(".json") {
        return Err(ReadError::whole(
            "an .env file has ids and addresses and no settings of clients; give an export in another format",
        ));
    }
    let program = PROGRAMS.iter().find(|known| {
        known.extensions.iter().any(|extension| name.ends_with(extension))
            || text
                .lines()
                .take(100)
                .any(|line| known.words.iter().any(|word| line.trim_start().starts_with(word)))
    });
    program.map_or(Ok(()), |known| {
        Err(ReadError::whole(format!(
            "a program is not read, since only running it tells what it says; {}",
            known.instead
        )))
    })
}
