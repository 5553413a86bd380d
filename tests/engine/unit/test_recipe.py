"""The graph is Rasa's, without what would read commands; the runner gives what Rasa's own runner gives."""

from pathlib import Path

import pytest
from rasa.engine.graph import GraphModelConfiguration
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.importers.importer import TrainingDataImporter

from bot.engine.importer import MunicipalityImporter
from bot.engine.recipe import PlainTextRecipe
from bot.engine.runner import in_order

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def graph() -> GraphModelConfiguration:
    importer: TrainingDataImporter = MunicipalityImporter(str(ROOT / "config.yml"))
    return PlainTextRecipe().graph_config_for_recipe(importer.get_config(), {})


def test_nothing_reads_a_leading_slash_as_a_command(graph: GraphModelConfiguration) -> None:
    assert not any("Regex" in node.uses.__name__ for node in graph.predict_schema.nodes.values())
    assert graph.nlu_target in graph.predict_schema.nodes


def test_rasas_own_recipe_would_read_it() -> None:
    """So that this recipe is dropped when it is no longer needed."""
    config = MunicipalityImporter(str(ROOT / "config.yml")).get_config()
    stock = DefaultV1Recipe().graph_config_for_recipe(config, {})
    assert "run_RegexMessageHandler" in stock.predict_schema.nodes


def test_no_node_needs_one_that_is_gone(graph: GraphModelConfiguration) -> None:
    for schema in (graph.train_schema, graph.predict_schema):
        inputs = {"__importer__", "__message__", "__tracker__"}
        for node in schema.nodes.values():
            assert set(node.needs.values()) <= set(schema.nodes) | inputs


def test_no_component_is_of_tensorflow_or_of_scikit_learn(graph: GraphModelConfiguration) -> None:
    for node in (*graph.train_schema.nodes.values(), *graph.predict_schema.nodes.values()):
        assert node.uses.__module__.startswith(
            ("bot.engine.", "rasa.graph_components.", "rasa.core.policies.")
        )
        assert node.uses.__name__ not in ("TEDPolicy", "UnexpecTEDIntentPolicy", "MemoizationPolicy")


def test_nodes_stand_behind_what_they_need() -> None:
    needs = {"d": ["b", "c"], "b": ["a"], "c": ["a", "b"], "a": ["__input__"], "other": ["a"]}
    assert in_order(needs, ("d",)) == ["a", "b", "c", "d"]
    assert in_order(needs, ("other", "b")) == ["a", "other", "b"]
    assert in_order(needs, ("__input__",)) == []
