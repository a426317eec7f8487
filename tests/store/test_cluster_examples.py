"""The examples of docs/large-corpora.md for SLURM and Kubernetes, as far as they can be tried without either."""

import re
import runpy
import shlex
import subprocess
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

pytest.importorskip("distributed")
PAGE = Path(__file__).parents[2] / "docs" / "large-corpora.md"


def read_example(heading, language):
    section = PAGE.read_text("utf-8").split(f"\n### {heading}\n")[1].split("\n## ")[0]
    return re.search(rf"```{language}\n(.*?)```", section, re.DOTALL)[1]


def parse_dask(args):
    """The options as the installed Dask understands them; an option that it does not know is an error."""
    dask, command, *options = args
    assert dask == "dask"
    (found,) = entry_points(group="dask_cli", name=command)
    return found.load().make_context(command, options).params


def test_slurm_jobs_start_workers_of_one_thread(tmp_path, monkeypatch):
    jobqueue = pytest.importorskip("dask_jobqueue", reason="dask-jobqueue is not installed")
    script, clusters, commands = tmp_path / "slurm.py", [], []
    script.write_text(read_example("On SLURM", "python"), "utf-8")
    monkeypatch.chdir(tmp_path)
    with monkeypatch.context() as patch, pytest.raises(SystemExit, match="0"):
        patch.setattr(jobqueue.SLURMCluster, "scale", lambda cluster, *, jobs: clusters.append((cluster, jobs)))
        patch.setattr(jobqueue.SLURMCluster, "wait_for_workers", lambda *_: None)
        patch.setattr(
            subprocess, "run", lambda command: commands.append(command) or subprocess.CompletedProcess(command, 0)
        )
        runpy.run_path(str(script), run_name="__main__")
    ((cluster, jobs),) = clusters
    try:
        *header, worker = [line for line in cluster.job_script().splitlines() if line]
        address = cluster.scheduler_address
    finally:
        cluster.close()
    assert jobs == 4
    assert header == [
        "#!/usr/bin/env bash",
        "#SBATCH -J dask-worker",
        "#SBATCH -p normal",
        "#SBATCH -A my-project",
        "#SBATCH -n 1",
        "#SBATCH --cpus-per-task=8",
        "#SBATCH --mem=23G",
        "#SBATCH -t 04:00:00",
        "source ~/framelens/bin/activate",
    ]
    _, module, name, *options = shlex.split(worker)
    assert (module, name) == ("-m", "distributed.cli.dask_worker")
    parsed = parse_dask(["dask", "worker", *options])
    assert (parsed["scheduler"], parsed["nthreads"], parsed["n_workers"]) == (address, 1, "8")
    assert commands == [["framelens", "annotate", "articles", "--out", "store", "--dask", address]]


@pytest.fixture
def manifest():
    return yaml.safe_load(read_example("On Kubernetes", "yaml"))


def test_the_installed_dask_knows_what_the_containers_run(manifest):
    (worker,) = manifest["spec"]["worker"]["spec"]["containers"]
    (scheduler,) = manifest["spec"]["scheduler"]["spec"]["containers"]
    parsed = parse_dask(worker["args"])
    assert (parsed["nthreads"], parsed["name"], parsed["scheduler"]) == (1, "$(DASK_WORKER_NAME)", None)
    parsed = parse_dask(scheduler["args"])
    assert (parsed["host"], parsed["port"]) == ("0.0.0.0", None)  # Dask's own 8786, which the service leads to
    assert worker["image"] == scheduler["image"]
    service = manifest["spec"]["scheduler"]["service"]
    assert service["selector"]["dask.org/cluster-name"] == manifest["metadata"]["name"]
    named = {port["name"]: port["containerPort"] for port in scheduler["ports"]}
    assert {port["targetPort"]: port["port"] for port in service["ports"]} == named == {
        "tcp-comm": 8786,
        "http-dashboard": 8787,
    }  # fmt: skip


def test_the_operator_would_take_the_manifest(manifest):
    jsonschema = pytest.importorskip("jsonschema")
    found = find_spec("dask_kubernetes")
    if found is None:
        pytest.skip("dask-kubernetes is not installed")
    path = "operator/deployment/helm/dask-kubernetes-operator/crds/daskcluster.yaml"
    definition = yaml.safe_load((Path(found.origin).parent / path).read_text("utf-8"))
    (version,) = definition["spec"]["versions"]
    assert manifest["apiVersion"] == f"{definition['spec']['group']}/{version['name']}"
    assert manifest["kind"] == definition["spec"]["names"]["kind"]
    jsonschema.Draft4Validator(version["schema"]["openAPIV3Schema"]).validate(manifest)
    del manifest["spec"]["scheduler"]["service"]["selector"], manifest["spec"]["scheduler"]["spec"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(version["schema"]["openAPIV3Schema"]).validate(manifest)
