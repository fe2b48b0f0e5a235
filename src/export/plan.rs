//! From a bundle to the resources of a program: what is told of each, by which names, and what is lost.

use std::collections::HashSet;

use icu_normalizer::ComposingNormalizerBorrowed;
use serde_json::Value as Json;

use super::bundle::{Client, PoolPart, Provider};
use super::guard::{guard, is_acted_on};
use super::loss::{Loss, Why};
use super::names::{self, CLOUDFORMATION_FLOWS, Kind, Tool};
use super::part::Part;
use super::program::{Dialect, Lost, Members, Node, Resource, put, scalar};
use super::symbol::{Taken, big, pool_suffix};
use super::told::{Told, told};
use crate::client::field::{DefaultValue, FIELDS, Kind as FieldKind};
use crate::client::kind::badge_of_name;
use crate::client::{Field, ResourceServer, field};

/// What Terraform's provider may show of a client that tells that its rotation is off.
const ROTATION_IS_OFF: &str = "RefreshTokenRotation is off and left out; the provider may show it as a change: \
     https://github.com/hashicorp/terraform-provider-aws/issues/47554";

/// What of a managed client's pattern is not sure.
const ONLY_EXPORTED: &str = "Only the clients that are exported were looked at: the pattern may fit another one of \
     the pool too, and the provider takes one that fits one client alone.";
const SAME_NAME: &str = "Several clients of the pool have this name, so that no pattern fits one of them alone, which \
     the provider wants.";

/// What Terraform makes of a text with letters in a form of several signs.
const COMPOSED: &str = "A text of it has letters that are put together of several signs. Terraform makes one of each, and \
     shows it as a change.";

/// All resources of a part, those that others refer to first.
pub(super) fn plan(part: &Part, dialect: Dialect) -> Vec<Resource> {
    let mut taken = Taken::default();
    let mut resources = Vec::new();
    for pool in part.pools {
        let region =
            pool.region().filter(|_| part.several_regions && !dialect.is_template()).map(str::to_owned);
        let mut planner = Planner { pool, dialect, taken: &mut taken, own: Vec::new() };
        planner.surroundings();
        for client in &pool.clients {
            let resource = planner.client(client);
            planner.add(resource);
        }
        for resource in &mut planner.own {
            resource.region.clone_from(&region);
        }
        resources.append(&mut planner.own);
    }
    resources
}

struct Planner<'a> {
    pool: &'a PoolPart,
    dialect: Dialect,
    taken: &'a mut Taken,
    own: Vec<Resource>,
}

impl Planner<'_> {
    fn symbol(&mut self, text: &str, id: &str, otherwise: &str) -> String {
        self.taken.name(self.dialect.case, text, id, otherwise)
    }

    /// The one way into the program, so that no text of the service gets past the guard.
    fn add(&mut self, mut resource: Resource) {
        let lost = guard(&mut resource, self.dialect);
        self.lose(&mut resource, lost);
        self.own.push(resource);
    }

    fn pool_ids(&self, more: Option<(&'static str, &str)>) -> Vec<(&'static str, String)> {
        let mut ids = vec![("UserPoolId", self.pool.id.as_str().to_owned())];
        ids.extend(more.map(|(name, id)| (name, id.to_owned())));
        ids
    }

    fn surroundings(&mut self) {
        if let Some(facts) = self.pool.exported() {
            let name = facts.name().unwrap_or_default();
            let symbol = self.symbol(name, pool_suffix(&self.pool.id), "pool");
            let mut resource = Resource::new(Kind::Pool, symbol, name, self.pool_ids(None));
            // Not everything of a pool is told, so that nothing of it may be changed from here.
            resource.ignored.push(("*", "*"));
            resource.kept = true;
            let (members, lost) = super::pool::members(facts, self.dialect.tool);
            resource.members = members;
            let lost = lost.into_iter().map(|(name, why)| {
                // Other tools leave everything of the pool alone; a stack manages all of it.
                let taken_away = why == Why::NoPlace
                    && self.dialect.is_template()
                    // What limits an attribute stays as it was made.
                    && !name.starts_with("SchemaAttributes");
                (name, if taken_away { Why::TakenAway } else { why })
            });
            let lost = lost.collect();
            self.lose(&mut resource, lost);
            self.add(resource);
        }
        for provider in &self.pool.providers {
            let resource = self.provider(provider);
            self.add(resource);
        }
        for server in &self.pool.servers {
            let resource = self.server(server);
            self.add(resource);
        }
    }

    fn provider(&mut self, provider: &Provider) -> Resource {
        let symbol = self.symbol(&provider.name, pool_suffix(&self.pool.id), "provider");
        let ids = self.pool_ids(Some(("ProviderName", &provider.name)));
        let mut resource = Resource::new(Kind::Provider, symbol, &provider.name, ids);
        let details = self.details(provider, &mut resource);
        let mut members = vec![
            ("UserPoolId", "user_pool_id", self.pool_id()),
            ("ProviderName", "provider_name", Node::Text(provider.name.clone())),
            ("ProviderType", "provider_type", Node::Text(provider.kind.clone())),
            ("ProviderDetails", "provider_details", Node::Map(details)),
        ];
        if !provider.mapping.is_empty() {
            members.push(("AttributeMapping", "attribute_mapping", Node::Map(texts(&provider.mapping))));
        }
        if !provider.identifiers.is_empty() {
            let mut identifiers = provider.identifiers.clone();
            identifiers.sort_unstable();
            let list = identifiers.into_iter().map(Node::Text).collect();
            members.push(("IdpIdentifiers", "idp_identifiers", Node::List(list)));
        }
        resource.members = self.named(members);
        let is_template = self.dialect.is_template();
        let lost: Lost = match &provider.details {
            None => vec![("ProviderDetails".to_owned(), Why::NotRead)],
            Some(_) if self.is_acted_on(provider) => vec![("ProviderDetails".to_owned(), Why::Instruction)],
            Some(_) => provider
                .withheld
                .iter()
                .enumerate()
                .map(|(at, name)| {
                    let parameter =
                        resource.parameters.get(at).map(|parameter| Why::Parameter(big(parameter)));
                    (format!("ProviderDetails.{name}"), parameter.unwrap_or(Why::Secret))
                })
                .collect(),
        };
        // A template would set incomplete details with its next update.
        resource.omitted = is_template && !lost.is_empty() && resource.parameters.is_empty();
        if !lost.is_empty() {
            resource.ignored.push(("provider_details", "providerDetails"));
        }
        if provider.details.is_none() {
            // Neither are these known.
            resource.ignored.push(("attribute_mapping", "attributeMapping"));
            resource.ignored.push(("idp_identifiers", "idpIdentifiers"));
        }
        self.lose(&mut resource, lost);
        resource
    }

    /// What a provider's details are set to, by name. A template asks for what is secret, since it cannot leave
    /// a part of them alone.
    fn details(&mut self, provider: &Provider, resource: &mut Resource) -> Members {
        let mut details = texts(&provider.details.clone().unwrap_or_default());
        if self.dialect.is_template() && !self.is_acted_on(provider) {
            for name in &provider.withheld {
                let text = format!("{} {name}", provider.name);
                let parameter = self.symbol(&text, pool_suffix(&self.pool.id), "provider");
                details.push((name.clone(), Node::Parameter(parameter.clone())));
                resource.parameters.push(parameter);
            }
            details.sort_by(|a, b| a.0.cmp(&b.0));
        }
        details
    }

    /// True where a template would take a text of a provider for something to act on.
    fn is_acted_on(&self, provider: &Provider) -> bool {
        let texts = provider.details.iter().chain([&provider.mapping]).flat_map(serde_json::Map::values);
        let named = provider.identifiers.iter().chain([&provider.name]).map(String::as_str);
        let mut all = texts.filter_map(Json::as_str).chain(named);
        all.any(|text| is_acted_on(text, self.dialect))
    }

    fn server(&mut self, server: &ResourceServer) -> Resource {
        let symbol = self.symbol(&server.name, pool_suffix(&self.pool.id), "server");
        let ids = self.pool_ids(Some(("Identifier", &server.identifier)));
        let mut resource = Resource::new(Kind::Server, symbol, &server.name, ids);
        let mut scopes: Vec<_> = server.scopes.iter().collect();
        scopes.sort_by(|a, b| a.name.cmp(&b.name));
        let scopes = scopes.into_iter().map(|scope| Node::Object {
            of: "Scope".to_owned(),
            members: self.named(vec![
                ("ScopeName", "scope_name", Node::Text(scope.name.clone())),
                ("ScopeDescription", "scope_description", Node::Text(scope.description.clone())),
            ]),
        });
        let scopes = scopes.collect();
        let plural = if self.dialect.tool == Tool::Terraform { "scope" } else { "scopes" };
        let mut members = vec![
            ("UserPoolId", "user_pool_id", self.pool_id()),
            ("Identifier", "identifier", Node::Text(server.identifier.clone())),
            ("Name", "name", Node::Text(server.name.clone())),
        ];
        if !server.scopes.is_empty() {
            members.push(("Scopes", plural, Node::List(scopes)));
        }
        resource.members = self.named(members);
        resource
    }

    fn client(&mut self, client: &Client) -> Resource {
        let name = client.name();
        let managed = badge_of_name(name).is_some();
        let id = client.id.as_ref().map_or("", |id| id.as_str());
        let symbol = self.symbol(name, id, "client");
        let kind = if managed { Kind::Managed } else { Kind::Client };
        let mut resource = Resource::new(kind, symbol, name, self.pool_ids(Some(("ClientId", id))));
        if client.id.is_none() {
            resource.ids = None;
        }
        let (settings, mut lost) = told(client);
        for told in &settings {
            let managed_has_none =
                managed && [field::CLIENT_NAME, field::GENERATE_SECRET].contains(&told.field);
            let Some(name) = names::of(told.field, self.dialect.tool) else {
                lost.push((told.field.api(), Why::NoPlace));
                continue;
            };
            if managed_has_none {
                continue;
            }
            let leads = settings.iter().find(|other| told.field.leader() == Some(other.field));
            if let Some(why) =
                leads.and_then(|leads| refusal(self.dialect, leads.field, leads.value.as_str()?))
            {
                lost.push((told.field.api(), why));
                continue;
            }
            if let Some(node) = self.value(told, &mut resource, &mut lost) {
                put(&mut resource.members, &name, node);
            }
            if told.field == field::GENERATE_SECRET {
                resource.ignored.push(("generate_secret", "generateSecret"));
            }
        }
        let pool_id = names::of(field::USER_POOL_ID, self.dialect.tool).unwrap_or_default();
        let first = usize::from(!managed && !resource.members.is_empty());
        resource.members.insert(first, (pool_id, self.pool_id()));
        if managed && self.dialect.is_template() {
            resource.omitted = true;
            lost = vec![(String::new(), Why::Managed)];
        } else if let Some(field) = self.widened(client, &resource) {
            resource.omitted = true;
            lost.push((field.api(), Why::Widens));
        } else if managed {
            let (pattern, note) = self.pattern(client);
            resource.notes.extend(note);
            let name = self.column("NamePattern", "name_pattern");
            resource.members.insert(0, (name, Node::Text(pattern)));
        }
        if self.dialect.tool == Tool::Terraform && is_off(client) {
            resource.notes.push(ROTATION_IS_OFF);
        }
        if self.dialect.tool == Tool::Terraform
            && resource.members.iter().any(|(_, node)| is_decomposed(node))
        {
            resource.notes.push(COMPOSED);
        }
        self.lose(&mut resource, lost);
        resource
    }

    /// The value of a setting, with references to what the program has, and without what it refuses.
    fn value(&self, told: &Told, resource: &mut Resource, lost: &mut Lost) -> Option<Node> {
        let node = |text: &str, lost: &mut Lost| {
            let why = refusal(self.dialect, told.field, text);
            let fits = why.is_none();
            lost.extend(why.map(|why| (told.field.api(), why)));
            fits.then(|| Node::Text(text.to_owned()))
        };
        let Json::Array(members) = &told.value else {
            return match &told.value {
                Json::String(text) => node(text, lost),
                json => Some(scalar(json)),
            };
        };
        let mut kept = Vec::new();
        for member in members.iter().filter_map(Json::as_str) {
            if let Some(other) = self.referred(told.field, member) {
                if self.dialect.is_template() {
                    resource
                        .after
                        .extend(Some(other.0.symbol.clone()).filter(|s| !resource.after.contains(s)));
                    kept.extend(node(member, lost));
                } else {
                    let symbol = other.0.symbol.clone();
                    kept.push(Node::Output { symbol, kind: other.0.kind, then: other.1 });
                }
            } else {
                kept.extend(node(member, lost));
            }
        }
        (!kept.is_empty()).then_some(Node::List(kept))
    }

    /// The exported resource that a member of a list means, and the text behind its name.
    fn referred(&self, field: &Field, member: &str) -> Option<(&Resource, String)> {
        let of = |kind, id: &str| {
            self.own.iter().find(|resource| {
                let own = resource.ids.as_ref().and_then(|ids| ids.get(1));
                resource.kind == kind && !resource.omitted && own.is_some_and(|(_, own)| own == id)
            })
        };
        if field == field::SUPPORTED_IDENTITY_PROVIDERS {
            return Some((of(Kind::Provider, member)?, String::new()));
        }
        if field != field::ALLOWED_OAUTH_SCOPES {
            return None;
        }
        let server =
            self.pool.servers.iter().find(|server| server.full_scopes().any(|scope| scope == member))?;
        Some((of(Kind::Server, &server.identifier)?, member[server.identifier.len()..].to_owned()))
    }

    /// The pool's id: the exported pool's, or as it is.
    fn pool_id(&self) -> Node {
        match self.own.first().filter(|resource| resource.kind == Kind::Pool) {
            Some(pool) => Node::Output { symbol: pool.symbol.clone(), kind: Kind::Pool, then: String::new() },
            None => Node::Text(self.pool.id.as_str().to_owned()),
        }
    }

    /// The setting of which the client has a value, the program says none, and the default that applies then
    /// allows more.
    fn widened(&self, client: &Client, resource: &Resource) -> Option<&'static Field> {
        FIELDS.iter().filter(|field| widens(client, field)).find(|field| {
            names::of(field, self.dialect.tool)
                .is_some_and(|name| resource.members.iter().all(|(said, _)| *said != name))
        })
    }

    /// A pattern that fits the name of this client and no other one of the pool: up to the domain's name,
    /// which stays the same when the domain is made anew, or else the whole; and what is not sure of it.
    fn pattern(&self, client: &Client) -> (String, Option<&'static str>) {
        let name = client.name();
        let exported = || self.pool.clients.iter().map(Client::name);
        let all: Vec<&str> = match &self.pool.names {
            // One that was made since the list was read is in the bundle alone.
            Some(names) => {
                let listed: HashSet<&str> = names.iter().map(String::as_str).collect();
                let more = exported().filter(|name| !listed.contains(name));
                names.iter().map(String::as_str).chain(more).collect()
            }
            None => exported().collect(),
        };
        let domain = self.pool.region().and_then(|region| name.find(&format!("-{region}-")));
        let prefix = domain
            .map(|end| &name[..=end])
            .filter(|prefix| all.iter().filter(|other| other.starts_with(prefix)).count() == 1);
        let note = match &self.pool.names {
            _ if all.iter().filter(|other| **other == name).count() > 1 => Some(SAME_NAME),
            Some(_) => None,
            None => Some(ONLY_EXPORTED),
        };
        match prefix {
            Some(prefix) => (format!("^{}", literal(prefix)), note),
            None => (format!("^{}$", literal(name)), note),
        }
    }

    fn named(&self, members: Vec<(&str, &str, Node)>) -> Members {
        members.into_iter().map(|(api, snake, node)| (self.column(api, snake), node)).collect()
    }

    /// A name from its two spellings.
    fn column(&self, api: &str, snake: &str) -> String {
        match self.dialect.tool {
            Tool::Terraform | Tool::PulumiPython => snake.to_owned(),
            Tool::CloudFormation => api.to_owned(),
            Tool::Cdk => names::cdk(api),
            Tool::Pulumi => {
                let mut parts = snake.split('_');
                parts.next().map(str::to_owned).into_iter().chain(parts.map(big)).collect()
            }
        }
    }

    fn lose(&self, resource: &mut Resource, lost: Lost) {
        let whose = match (resource.kind, &resource.ids) {
            (Kind::Pool, _) => self.pool.id.as_str().to_owned(),
            (Kind::Client | Kind::Managed, Some(_)) => resource.import_id().unwrap_or_default(),
            _ => resource.title.clone(),
        };
        let losses = lost.into_iter().map(|(setting, why)| Loss { client: whose.clone(), setting, why });
        resource.losses.extend(losses);
    }
}

/// True for a list of which the client has members, and that stands for more where it has none.
pub(super) fn widens(client: &Client, field: &Field) -> bool {
    matches!(field.default, Some(DefaultValue::List(_)))
        && match client.settings.raw(field) {
            None | Some(Json::Null) => false,
            Some(Json::Array(members)) => !members.is_empty(),
            Some(_) => true,
        }
}

/// Values by names that are data, sorted.
fn texts(object: &serde_json::Map<String, Json>) -> Members {
    let mut members: Members = object.iter().map(|(name, json)| (name.clone(), scalar(json))).collect();
    members.sort_by(|a, b| a.0.cmp(&b.0));
    members
}

/// Why a text cannot stand in a program: the tool would act on it, or checks it against a schema that is
/// stricter than the service was when the client was made.
pub(super) fn refusal(dialect: Dialect, setting: &Field, text: &str) -> Option<Why> {
    if is_acted_on(text, dialect) {
        return Some(Why::Instruction);
    }
    let allowed = match setting.kind {
        // A rotation that is off is left out; what else it could be, no provider knows.
        _ if !dialect.is_template() => {
            *setting != *field::REFRESH_TOKEN_ROTATION || ["ENABLED", "DISABLED"].contains(&text)
        }
        FieldKind::Text { charset, .. } | FieldKind::List { charset, .. } => charset.allows(text),
        _ if *setting == *field::EXPLICIT_AUTH_FLOWS => CLOUDFORMATION_FLOWS.contains(&text),
        FieldKind::Choice(_) | FieldKind::Choices(_) | FieldKind::Unit => {
            setting.kind.choices().iter().any(|choice| choice.value == text)
        }
        _ => true,
    };
    (!allowed).then(|| Why::Refused(text.to_owned()))
}

/// True where the service says of a client that its rotation is off, rather than nothing.
fn is_off(client: &Client) -> bool {
    client.settings.raw(field::REFRESH_TOKEN_ROTATION).and_then(Json::as_str) == Some("DISABLED")
}

/// True for a text that changes when its letters are composed, wherever it stands in a value.
fn is_decomposed(node: &Node) -> bool {
    match node {
        Node::Text(text) => !ComposingNormalizerBorrowed::new_nfc().is_normalized(text),
        Node::List(nodes) => nodes.iter().any(is_decomposed),
        Node::Object { members, .. } | Node::Map(members) => {
            members.iter().any(|(_, node)| is_decomposed(node))
        }
        _ => false,
    }
}

/// A text as a regular expression that fits it alone.
fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if "\\.+*?()|[]{}^$".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
