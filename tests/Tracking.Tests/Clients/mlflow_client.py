"""What a practitioner does with MLflow's official Python client, against the tracking server whose address is the one argument.

Each function is one thing that people do; a line of standard output names it when it went well. Nothing is caught: what fails ends with its
traceback and exit code 1.
"""

import json
import os
import sys
import tempfile

import mlflow
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag

EXPERIMENT = "python-client"


def nested_runs():
    mlflow.set_experiment(EXPERIMENT)
    with mlflow.start_run(run_name="study", description="Two learning rates.") as parent:
        mlflow.set_tag("study", "rates")
        for rate in (0.1, 0.01):
            with mlflow.start_run(run_name=f"rate {rate}", nested=True):
                mlflow.log_params({"learning_rate": rate, "epochs": 3})
                for epoch in range(1, 4):
                    mlflow.log_metrics({"train_loss": 1 / epoch, "val_accuracy": 0.5 + epoch * rate}, step=epoch)
                mlflow.log_metric("best_val_accuracy", 0.5 + 3 * rate, step=0)
    children = mlflow.search_runs(
        experiment_names=[EXPERIMENT],
        filter_string=f"tags.`mlflow.parentRunId` = '{parent.info.run_id}' AND metrics.val_accuracy > 0.51",
        order_by=["metrics.best_val_accuracy DESC"],
        output_format="list",
    )
    assert [run.data.params["learning_rate"] for run in children] == ["0.1", "0.01"], children
    history = MlflowClient().get_metric_history(children[0].info.run_id, "val_accuracy")
    assert [point.step for point in history] == [1, 2, 3], history
    assert mlflow.get_run(parent.info.run_id).data.tags["mlflow.note.content"] == "Two learning rates."


def batches():
    client = MlflowClient()
    experiment = client.get_experiment_by_name(EXPERIMENT)
    run = client.create_run(experiment.experiment_id, run_name="batch")
    points = [Metric("loss", 1 / (step + 1), 1_700_000_000_000 + step, step) for step in range(500)]
    client.log_batch(run.info.run_id, metrics=points, params=[Param("a", "1")], tags=[RunTag("b", "2")])
    client.log_batch(run.info.run_id, metrics=points)
    assert len(client.get_metric_history(run.info.run_id, "loss")) == 500
    client.set_terminated(run.info.run_id, status="KILLED")
    assert client.get_run(run.info.run_id).info.status == "KILLED"
    client.delete_run(run.info.run_id)
    client.restore_run(run.info.run_id)
    assert client.get_run(run.info.run_id).info.lifecycle_stage == "active"


def artifacts():
    with mlflow.start_run(run_name="artifacts") as run:
        mlflow.log_text("hello", "notes/hello.txt")
        mlflow.log_dict({"classes": ["daisy", "rose"]}, "classes.json")
        mlflow.log_table({"photo": ["a.jpg"], "label": ["daisy"]}, "predictions.json")
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "weights.bin"), "wb") as file:
                file.write(bytes(range(256)) * 64)
            mlflow.log_artifacts(folder, "model")
    listed = sorted(entry.path for entry in MlflowClient().list_artifacts(run.info.run_id))
    assert listed == ["classes.json", "model", "notes", "predictions.json"], listed
    with tempfile.TemporaryDirectory() as folder:
        path = mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path="notes/hello.txt", dst_path=folder)
        with open(path, encoding="utf-8") as file:
            assert file.read() == "hello"
    assert mlflow.artifacts.load_dict(f"runs:/{run.info.run_id}/classes.json") == {"classes": ["daisy", "rose"]}


def champion():
    """A model with a flavor of its own, from logging to ``models:/…@champion``."""
    client = MlflowClient()
    with mlflow.start_run(run_name="champion") as run:
        model = mlflow.initialize_logged_model(name="model", source_run_id=run.info.run_id, tags={"job_id": "job"})
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "model.safetensors"), "wb") as file:
                file.write(b"weights")
            with open(os.path.join(folder, "MLmodel"), "w", encoding="utf-8") as file:
                file.write(
                    f"artifact_path: {model.artifact_location}\n"
                    "flavors:\n  imageclassifier:\n    version: '1'\n    weights: model.safetensors\n"
                    f"model_id: {model.model_id}\nmodel_uuid: {model.model_id}\nrun_id: {run.info.run_id}\n"
                    f"mlflow_version: {mlflow.__version__}\nutc_time_created: '2026-01-01 00:00:00.000000'\n"
                )
            client.log_model_artifacts(model.model_id, folder)
        mlflow.finalize_logged_model(model.model_id, "READY")
        mlflow.log_metric("val_accuracy", 0.9, step=0, model_id=model.model_id)
    version = mlflow.register_model(f"models:/{model.model_id}", "python-model")
    client.set_registered_model_alias("python-model", "champion", version.version)
    found = client.get_model_version_by_alias("python-model", "champion")
    assert (found.version, found.run_id) == (version.version, run.info.run_id), found
    download("models:/python-model@champion")
    models = mlflow.search_logged_models(
        experiment_ids=[run.info.experiment_id], filter_string="metrics.val_accuracy > 0.8", output_format="list"
    )
    assert model.model_id in [each.model_id for each in models], models


def download(uri):
    with tempfile.TemporaryDirectory() as folder:
        path = mlflow.artifacts.download_artifacts(uri, dst_path=folder)
        assert os.path.getsize(os.path.join(path, "model.safetensors")) > 0, os.listdir(path)
    info = mlflow.models.get_model_info(uri)
    assert "imageclassifier" in info.flavors, info.flavors
    return info


def pipeline_champion(uri):
    """The champion that the pipeline itself has logged and registered."""
    info = download(uri)
    assert [column.name for column in info.signature.inputs] == ["photo"], info.signature
    assert [column.name for column in info.signature.outputs] == ["label", "probability"], info.signature


def main(address, *champions):
    mlflow.set_tracking_uri(address)
    steps = [nested_runs, batches, artifacts, champion]
    for step in steps:
        step()
        print(step.__name__, flush=True)
    for uri in champions:
        pipeline_champion(uri)
        print("pipeline_champion", flush=True)
    print(json.dumps({"mlflow": mlflow.__version__}))


if __name__ == "__main__":
    main(*sys.argv[1:])
