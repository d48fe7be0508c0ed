"""What lies in deploy/kubernetes: checked with Kubernetes' own schemas, and held to what the product is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from bot import commands
from bot.feed.rules import PATH
from bot.install.pages import BACK
from bot.kit.settings import Settings
from bot.web import EVENTS

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "deploy/kubernetes"
VERSION = "1.33"  # older clusters than the newest run for years
KNOWN = {name.upper() for name in Settings.model_fields}
Resource = dict[str, Any]


def resources(name: str) -> list[Resource]:
    return list(yaml.safe_load_all((FOLDER / name).read_text()))


RESOURCES = [
    (path.name, one)
    for path in sorted(FOLDER.glob("*.yaml"))
    if path.name != "kustomization.yaml"
    for one in resources(path.name)
]
PODS = [one["spec"]["template"]["spec"] for _, one in RESOURCES if one["kind"] in ("Deployment", "Job")]


@pytest.mark.parametrize(
    ("_file", "resource"), RESOURCES, ids=lambda one: one.get("kind") if isinstance(one, dict) else one
)
def test_kubernetes_accepts_it(_file: str, resource: Resource) -> None:
    kubernetes_validate.validate(resource, VERSION, strict=True)


def test_the_schemas_find_what_is_wrong() -> None:
    (broken,) = [one for one in resources("worker.yaml") if one["kind"] == "Deployment"]
    broken["spec"]["template"]["spec"]["contaners"] = []
    with pytest.raises(kubernetes_validate.ValidationError, match="contaners"):
        kubernetes_validate.validate(broken, VERSION, strict=True)


@pytest.mark.parametrize("pod", PODS, ids=lambda pod: pod["containers"][0]["name"])
def test_nothing_runs_as_root_or_writes_outside_of_empty_folders(pod: Resource) -> None:
    (container,) = pod["containers"]
    user = re.search(r"^USER (\d+)$", (ROOT / "Dockerfile").read_text(), re.M)
    assert user
    assert pod["securityContext"]["runAsUser"] == int(user[1])
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert pod["automountServiceAccountToken"] is False
    assert [one["emptyDir"] for one in pod["volumes"]] == [{}, {}]
    assert {one["mountPath"] for one in container["volumeMounts"]} == {"/data", "/tmp"}
    assert container["resources"]["limits"]["memory"]


@pytest.mark.parametrize("pod", PODS, ids=lambda pod: pod["containers"][0]["name"])
def test_containers_run_what_the_command_offers(pod: Resource) -> None:
    commands.parser().parse_args(pod["containers"][0]["args"])


def test_settings_are_those_that_there_are_and_secrets_stand_in_secrets() -> None:
    held = {one["kind"]: set() for _, one in RESOURCES}  # type: dict[str, set[str]]
    for _, one in RESOURCES:
        held[one["kind"]] |= set(one.get("data") or one.get("stringData") or {})
    assert held["ConfigMap"] | held["Secret"] <= KNOWN
    secret = {
        name.upper() for name, field in Settings.model_fields.items() if "Secret" in str(field.annotation)
    }
    assert held["Secret"] <= secret
    assert not held["ConfigMap"] & secret


def test_names_that_stand_for_others_lead_to_them() -> None:
    named = {(one["kind"], one["metadata"]["name"]) for _, one in RESOURCES}
    for pod in PODS:
        for source in pod["containers"][0]["envFrom"]:
            kinds = {"secretRef": "Secret", "configMapRef": "ConfigMap"}
            assert {(kinds[key], ref["name"]) for key, ref in source.items()} <= named
    labels = [
        one["spec"]["template"]["metadata"]["labels"] for _, one in RESOURCES if one["kind"] == "Deployment"
    ]
    for _, one in RESOURCES:
        if one["kind"] in ("Service", "PodDisruptionBudget"):
            selector = one["spec"]["selector"]
            assert selector.get("matchLabels", selector) in labels
    listed = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())["resources"]
    assert all((FOLDER / name).exists() for name in listed)
    assert "upgrade.yaml" not in listed


@pytest.mark.parametrize(("name", "setting"), [("web.yaml", "PORT"), ("worker.yaml", "HEALTH_PORT")])
def test_probes_ask_where_the_process_answers(name: str, setting: str) -> None:
    (deployment,) = [one for one in resources(name) if one["kind"] == "Deployment"]
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    (settings,) = resources("settings.yaml")
    assert container["ports"] == [{"name": "http", "containerPort": int(settings["data"][setting])}]
    paths = {
        probe: container[probe]["httpGet"] for probe in ("startupProbe", "livenessProbe", "readinessProbe")
    }
    assert {one["port"] for one in paths.values()} == {"http"}
    assert paths["livenessProbe"]["path"] == "/healthz", "what cannot work now is not killed for it"
    assert paths["readinessProbe"]["path"] == "/readyz"


def test_the_way_in_lets_through_what_is_served() -> None:
    ((_, ingress),) = [found for found in RESOURCES if found[1]["kind"] == "Ingress"]
    prefixes = tuple(one["path"] for one in ingress["spec"]["rules"][0]["http"]["paths"])
    assert all(path.startswith(prefixes) for path in (EVENTS, BACK, PATH))
