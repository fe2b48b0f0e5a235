#!/usr/bin/env python3
"""Checks the served sandbox with boto3, unchanged and with its own validation of shapes.

usage: sandbox_check.py URL

Exits with 1 and the list of mismatches when the sandbox does not behave like the service.
"""

import os
import sys
import warnings

os.environ.update(
    AWS_ACCESS_KEY_ID="AKIASANDBOX",
    AWS_SECRET_ACCESS_KEY="sandbox",
    AWS_CONFIG_FILE=os.devnull,
    AWS_SHARED_CREDENTIALS_FILE=os.devnull,
    AWS_EC2_METADATA_DISABLED="true",
)
warnings.filterwarnings("ignore")

import boto3  # noqa: E402
from botocore.config import Config  # noqa: E402
from botocore.exceptions import ClientError  # noqa: E402

MISMATCHES = []


def expect(what, got, wanted):
    """Notes a mismatch and goes on, so that one run shows them all."""
    if got != wanted:
        MISMATCHES.append(f"{what}: got {got!r}, wanted {wanted!r}")


def refusal(call, **request):
    """The code and text of a refused request."""
    try:
        call(**request)
    except ClientError as error:
        return error.response["Error"]["Code"], error.response["Error"]["Message"]
    return "accepted", ""


def connect(service, url):
    config = Config(retries={"max_attempts": 1}, connect_timeout=5, read_timeout=30)
    return boto3.client(service, endpoint_url=url, region_name="eu-west-1", config=config)


def check_identity(url):
    account = connect("sts", url).get_caller_identity()["Account"]
    expect("account", len(account), 12)


def check_world(cognito):
    pools = [
        pool
        for page in cognito.get_paginator("list_user_pools").paginate(PaginationConfig={"PageSize": 2})
        for pool in page["UserPools"]
    ]
    expect("at least four pools", len(pools) >= 4, True)
    expect("pool ids are unique", len({pool["Id"] for pool in pools}), len(pools))
    clients = 0
    for pool in pools:
        described = cognito.describe_user_pool(UserPoolId=pool["Id"])["UserPool"]
        expect(f"name of {pool['Id']}", described["Name"], pool["Name"])
        pages = cognito.get_paginator("list_user_pool_clients").paginate(
            UserPoolId=pool["Id"], PaginationConfig={"PageSize": 7}
        )
        for page in pages:
            for client in page["UserPoolClients"]:
                clients += 1
                detail = cognito.describe_user_pool_client(
                    UserPoolId=pool["Id"], ClientId=client["ClientId"]
                )["UserPoolClient"]
                expect(f"name of {client['ClientId']}", detail["ClientName"], client["ClientName"])
                expect("a date is a date", detail["CreationDate"] <= detail["LastModifiedDate"], True)
    expect("at least forty clients", clients >= 40, True)


def check_paging(cognito, pool):
    """More clients than a page of the service holds, each seen once."""
    made = {
        cognito.create_user_pool_client(UserPoolId=pool, ClientName=f"page-{n}")["UserPoolClient"]["ClientId"]
        for n in range(130)
    }
    pages = list(cognito.get_paginator("list_user_pool_clients").paginate(UserPoolId=pool))
    listed = [client["ClientId"] for page in pages for client in page["UserPoolClients"]]
    expect("page sizes", [len(page["UserPoolClients"]) for page in pages], [60, 60, 10])
    expect("every client once", (set(listed), len(listed)), (made, len(made)))
    expect("a bad token", refusal(cognito.list_user_pool_clients, UserPoolId=pool, NextToken="60")[0], "InvalidParameterException")


def check_full_replace(cognito, pool):
    settings = dict(
        RefreshTokenValidity=60,
        AccessTokenValidity=20,
        IdTokenValidity=20,
        TokenValidityUnits={"AccessToken": "minutes", "IdToken": "minutes"},
        ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH"],
        SupportedIdentityProviders=["COGNITO", "Google"],
        CallbackURLs=["https://a.example/cb"],
        LogoutURLs=["https://a.example/out"],
        DefaultRedirectURI="https://a.example/cb",
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "api/read"],
        AllowedOAuthFlowsUserPoolClient=True,
        PreventUserExistenceErrors="ENABLED",
        EnableTokenRevocation=False,
        AuthSessionValidity=10,
        RefreshTokenRotation={"Feature": "ENABLED", "RetryGracePeriodSeconds": 5},
    )
    before = cognito.create_user_pool_client(
        UserPoolId=pool, ClientName="replaced", GenerateSecret=True, **settings
    )["UserPoolClient"]
    for member, value in settings.items():
        wanted = value | {"RefreshToken": "days"} if member == "TokenValidityUnits" else value
        expect(f"{member} after create", before.get(member), wanted)
    key = dict(UserPoolId=pool, ClientId=before["ClientId"])
    cognito.update_user_pool_client(**key)
    after = cognito.describe_user_pool_client(**key)["UserPoolClient"]
    for member in ("ClientName", "ClientSecret", "CreationDate", "RefreshTokenRotation"):
        expect(f"{member} is kept", after.get(member), before[member])
    for member in (
        "AccessTokenValidity",
        "IdTokenValidity",
        "TokenValidityUnits",
        "ExplicitAuthFlows",
        "SupportedIdentityProviders",
        "CallbackURLs",
        "LogoutURLs",
        "DefaultRedirectURI",
        "AllowedOAuthFlows",
        "AllowedOAuthScopes",
        "PreventUserExistenceErrors",
    ):
        expect(f"{member} is gone", after.get(member), None)
    for member, default in (
        ("RefreshTokenValidity", 30),
        ("AllowedOAuthFlowsUserPoolClient", False),
        ("EnableTokenRevocation", True),
        ("AuthSessionValidity", 3),
    ):
        expect(f"{member} is at its default", after.get(member), default)
    expect("the date moved", after["LastModifiedDate"] > before["LastModifiedDate"], True)
    cognito.delete_user_pool_client(**key)
    expect("deleted", refusal(cognito.describe_user_pool_client, **key)[0], "ResourceNotFoundException")
    expect("deleted twice", refusal(cognito.delete_user_pool_client, **key)[0], "ResourceNotFoundException")


def check_secrets(cognito, pool):
    client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="secrets", GenerateSecret=True)
    key = dict(UserPoolId=pool, ClientId=client["UserPoolClient"]["ClientId"])
    added = cognito.add_user_pool_client_secret(**key)["ClientSecretDescriptor"]
    expect("a third secret", refusal(cognito.add_user_pool_client_secret, **key)[0], "LimitExceededException")
    secrets = cognito.list_user_pool_client_secrets(**key)["ClientSecrets"]
    expect("two secrets", len(secrets), 2)
    expect("values are not listed", any("ClientSecretValue" in secret for secret in secrets), False)
    cognito.delete_user_pool_client_secret(**key, ClientSecretId=secrets[0]["ClientSecretId"])
    last = refusal(cognito.delete_user_pool_client_secret, **key, ClientSecretId=added["ClientSecretId"])
    expect("the last secret", last[0], "InvalidParameterException")
    described = cognito.describe_user_pool_client(**key)["UserPoolClient"]
    expect("the secret that is left", described["ClientSecret"], added["ClientSecretValue"])


def check_rules(cognito, pool):
    def create(**settings):
        return refusal(cognito.create_user_pool_client, UserPoolId=pool, ClientName="refused", **settings)

    invalid = "InvalidParameterException"
    expect("no callback", create(AllowedOAuthFlowsUserPoolClient=True, AllowedOAuthFlows=["code"], AllowedOAuthScopes=["openid"]), ("InvalidOAuthFlowException", "CallbackUrls can not be empty when code flow or implicit flow is selected"))
    expect("unknown scope", create(AllowedOAuthScopes=["api/fly"]), ("ScopeDoesNotExistException", "Invalid scope requested: api/fly"))
    expect("http callback", create(CallbackURLs=["http://a.example"]), (invalid, "http://a.example cannot use the HTTP protocol."))
    expect("access token of 25 hours", create(AccessTokenValidity=25), (invalid, "Invalid range for token validity."))
    expect("unknown provider", create(SupportedIdentityProviders=["GOOGLE"]), (invalid, f"The provider GOOGLE does not exist for User Pool {pool}"))
    expect("unknown pool", refusal(cognito.describe_user_pool, UserPoolId="eu-west-1_nowhere00"), ("ResourceNotFoundException", "User pool eu-west-1_nowhere00 does not exist."))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    url = sys.argv[1]
    cognito = connect("cognito-idp", url)
    check_identity(url)
    check_world(cognito)

    def new_pool(name):
        return cognito.create_user_pool(PoolName=name)["UserPool"]["Id"]

    pool = new_pool("checked")
    cognito.create_identity_provider(
        UserPoolId=pool, ProviderName="Google", ProviderType="Google", ProviderDetails={"client_id": "1"}
    )
    cognito.create_resource_server(
        UserPoolId=pool,
        Identifier="api",
        Name="API",
        Scopes=[{"ScopeName": "read", "ScopeDescription": "Read"}],
    )
    providers = cognito.get_paginator("list_identity_providers").paginate(UserPoolId=pool).build_full_result()
    expect("providers", [provider["ProviderName"] for provider in providers["Providers"]], ["Google"])
    servers = cognito.get_paginator("list_resource_servers").paginate(UserPoolId=pool).build_full_result()
    expect("servers", [server["Identifier"] for server in servers["ResourceServers"]], ["api"])
    check_paging(cognito, new_pool("paged"))
    check_full_replace(cognito, pool)
    check_secrets(cognito, pool)
    check_rules(cognito, pool)
    for mismatch in MISMATCHES:
        print(mismatch, file=sys.stderr)
    sys.exit(1 if MISMATCHES else 0)


if __name__ == "__main__":
    main()
