"""Runs prowler's checks of Cognito app clients against an endpoint and prints what they say, as JSON.

usage: prowler_check.py URL REGION

Prowler wants to be installed with the SDKs of a dozen clouds. What its checks need of that is stood in for
here: a provider with one region, and its base class for services. The service that reads Cognito and the
checks themselves are prowler's own.
"""

import json
import sys
import types

import boto3
from botocore.config import Config

URL, REGION = sys.argv[1:3]
CHECKS = {
    "S13": "cognito_user_pool_client_prevent_user_existence_errors",
    "S14": "cognito_user_pool_client_token_revocation_enabled",
}


def stand_in(name, **members):
    module = types.ModuleType(name)
    module.__dict__.update(members)
    sys.modules[name] = module


class AWSService:
    """What prowler's own base class gives a service, for one region."""

    def __init__(self, service, provider):
        self.audited_account, self.audited_partition, self.audit_resources = "123456789012", "aws", []
        client = boto3.client(
            service,
            endpoint_url=URL,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"max_attempts": 2}),
        )
        client.region = REGION
        if provider == "every page":
            first = client.list_user_pool_clients

            def whole(**arguments):
                every = first(**arguments)
                token = every.get("NextToken")
                while token:
                    page = first(**arguments, NextToken=token)
                    every["UserPoolClients"] += page["UserPoolClients"]
                    token = page.get("NextToken")
                return every

            client.list_user_pool_clients = whole
        self.regional_clients = {REGION: client}

    def __threading_call__(self, call, iterator=None):
        for one in iterator or self.regional_clients.values():
            call(one)


stand_in("prowler.providers.aws.lib.service.service", AWSService=AWSService)
stand_in("prowler.lib.scan_filters.scan_filters", is_resource_filtered=lambda *_: True)
stand_in(
    "prowler.lib.logger",
    logger=types.SimpleNamespace(
        info=lambda *_: None, error=lambda text: print(text, file=sys.stderr), warning=print, critical=print
    ),
)


class Report:
    def __init__(self, metadata, resource):
        self.resource = resource


stand_in(
    "prowler.lib.check.models",
    Check=type("Check", (), {"metadata": lambda self: "{}"}),
    Check_Report_AWS=Report,
)

from prowler.providers.aws.services.cognito.cognito_service import CognitoIDP  # noqa: E402


def answers(provider):
    service = CognitoIDP(provider)
    package = "prowler.providers.aws.services.cognito"
    stand_in(f"{package}.cognito_idp_client", cognito_idp_client=service)
    told = {}
    for rule, name in CHECKS.items():
        module_name = f"{package}.{name}.{name}"
        sys.modules.pop(module_name, None)
        module = __import__(module_name, fromlist=[name])
        found = getattr(module, name)().execute()
        told[rule] = {one.resource.arn.split("userpool/")[1].replace("client/", ""): one.status for one in found}
    return told


print(json.dumps({"alone": answers("as it is"), "every": answers("every page")}))
