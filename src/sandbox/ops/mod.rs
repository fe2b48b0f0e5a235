//! The operations, one row each: its name, its quota, what a request may hold and what it does.

mod clients;
mod identity;
mod pages;
mod pools;
mod resources;
mod secrets;

use std::time::{SystemTime, UNIX_EPOCH};

use super::{
    answer::{Answer, Response, ServiceError},
    limits::Category,
    rules::{members, shape},
    store::{Document, Store, text},
};

/// What the service's `X-Amz-Target` headers begin with.
const TARGET: &str = "AWSCognitoIdentityProviderService.";

/// An operation of the service.
pub(super) struct Operation {
    pub(super) name: &'static str,
    pub(super) category: Category,
    members: &'static [shape::Member],
    pub(super) run: Run,
    protocol: Protocol,
}

/// What an operation does.
#[derive(Clone, Copy)]
pub(super) enum Run {
    Read(fn(&Store, &Request) -> Answer),
    Write(fn(&mut Store, &Request) -> Answer),
}

/// How requests and answers are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Protocol {
    /// Cognito's: JSON both ways, the operation in a header.
    Json,
    /// STS's: a form one way, XML the other.
    Query,
}

const fn read(
    name: &'static str,
    category: Category,
    members: &'static [shape::Member],
    run: fn(&Store, &Request) -> Answer,
) -> Operation {
    Operation { name, category, members, run: Run::Read(run), protocol: Protocol::Json }
}

const fn write(
    name: &'static str,
    category: Category,
    members: &'static [shape::Member],
    run: fn(&mut Store, &Request) -> Answer,
) -> Operation {
    Operation { name, category, members, run: Run::Write(run), protocol: Protocol::Json }
}

/// Every operation that the sandbox knows.
pub(super) static OPERATIONS: [Operation; 19] = [
    read("DescribeUserPoolClient", Category::ClientRead, &members::CLIENT, clients::describe),
    read("ListUserPoolClients", Category::ClientRead, &members::LIST_CLIENTS, clients::list),
    read("ListUserPools", Category::PoolRead, &members::LIST_POOLS, pools::list),
    read("DescribeUserPool", Category::PoolRead, &members::POOL, pools::describe),
    write("CreateUserPoolClient", Category::ClientUpdate, &members::CREATE_CLIENT, clients::create),
    write("UpdateUserPoolClient", Category::ClientUpdate, &members::UPDATE_CLIENT, clients::update),
    write("DeleteUserPoolClient", Category::ClientUpdate, &members::CLIENT, clients::delete),
    write("AddUserPoolClientSecret", Category::ClientUpdate, &members::ADD_SECRET, secrets::add),
    read("ListUserPoolClientSecrets", Category::ClientRead, &members::LIST_SECRETS, secrets::list),
    write("DeleteUserPoolClientSecret", Category::ClientUpdate, &members::DELETE_SECRET, secrets::delete),
    read(
        "ListIdentityProviders",
        Category::ResourceRead,
        &members::LIST_PROVIDERS,
        resources::list_providers,
    ),
    read(
        "DescribeIdentityProvider",
        Category::ResourceRead,
        &members::PROVIDER_NAMED,
        resources::describe_provider,
    ),
    read("ListResourceServers", Category::ResourceRead, &members::LIST_SERVERS, resources::list_servers),
    read("DescribeUserPoolDomain", Category::ResourceRead, &members::DOMAIN, pages::describe_domain),
    read(
        "DescribeManagedLoginBrandingByClient",
        Category::ResourceRead,
        &members::STYLE,
        pages::describe_style,
    ),
    write("CreateUserPool", Category::PoolUpdate, &members::CREATE_POOL, pools::create),
    write(
        "CreateIdentityProvider",
        Category::ResourceUpdate,
        &members::CREATE_PROVIDER,
        resources::create_provider,
    ),
    write(
        "CreateResourceServer",
        Category::ResourceUpdate,
        &members::CREATE_SERVER,
        resources::create_server,
    ),
    Operation {
        name: identity::NAME,
        category: Category::Elsewhere,
        members: &members::NOTHING,
        run: Run::Read(identity::caller),
        protocol: Protocol::Query,
    },
];

impl Operation {
    /// The answer to a request that succeeded.
    pub(super) fn response(&self, body: Vec<u8>) -> Response {
        match self.protocol {
            Protocol::Json => Response::json(body),
            Protocol::Query => Response::other(200, "text/xml", body),
        }
    }
}

/// Finds the operation that a request names, with its place in the table.
pub(super) fn find(target: Option<&str>, body: &[u8]) -> Option<(usize, &'static Operation)> {
    let (name, protocol) = match target {
        Some(target) => (target.strip_prefix(TARGET)?, Protocol::Json),
        None => (identity::action(body)?, Protocol::Query),
    };
    OPERATIONS
        .iter()
        .enumerate()
        .find(|(_, operation)| operation.name == name && operation.protocol == protocol)
}

/// The pool that a body names, where it can be read at all.
pub(super) fn pool_of(body: &[u8]) -> Option<String> {
    let document: Document = serde_json::from_slice(body).ok()?;
    text(&document, "UserPoolId").map(str::to_owned)
}

/// The refusal of an operation that is not in the table.
pub(super) fn unknown_operation() -> ServiceError {
    ServiceError::new("UnknownOperationException", "The sandbox does not know this operation.")
}

/// A request's members and the moment it came.
pub(super) struct Request {
    operation: &'static Operation,
    pub(super) document: Document,
    /// Epoch seconds, in whole milliseconds as the service keeps them.
    pub(super) now: f64,
}

impl Request {
    /// Reads a body.
    pub(super) fn read(
        operation: &'static Operation,
        body: &[u8],
        now: SystemTime,
    ) -> Result<Self, ServiceError> {
        let document = match operation.protocol {
            Protocol::Json if !body.is_empty() => serde_json::from_slice(body).map_err(|_| {
                ServiceError::new("SerializationException", "The request is not a JSON document.")
            })?,
            _ => Document::new(),
        };
        let passed = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        Ok(Self { operation, document, now: (passed.as_secs_f64() * 1000.0).floor() / 1000.0 })
    }

    /// Refuses members that are not what they may be.
    pub(super) fn check(&self, store: &Store) -> Result<(), ServiceError> {
        shape::check(&self.document, self.operation.members, &store.later_flows)
    }

    /// The pool that the request names.
    pub(super) fn pool(&self) -> Option<&str> {
        self.text("UserPoolId")
    }

    /// A text member.
    pub(super) fn text(&self, member: &str) -> Option<&str> {
        text(&self.document, member)
    }

    /// A text member that the shape check has made sure of.
    fn given(&self, member: &str) -> &str {
        self.text(member).unwrap_or_default()
    }

    /// The page size asked for, or the list's own.
    fn page_size(&self, default: usize) -> usize {
        let asked = self.document.get("MaxResults").and_then(serde_json::Value::as_u64);
        asked.and_then(|n| usize::try_from(n).ok()).filter(|n| *n > 0).unwrap_or(default)
    }
}
