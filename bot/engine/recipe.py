"""Rasa's default recipe, without the part that lets a citizen type commands."""

from __future__ import annotations

from typing import Any, Dict, Text

from rasa.core.policies.rule_policy import RulePolicy  # noqa: F401  (registers itself)
from rasa.engine.constants import PLACEHOLDER_IMPORTER
from rasa.engine.graph import GraphModelConfiguration, GraphSchema
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.data import TrainingType

# Turns "/greet{…}" into an intent that nobody said. Rasa puts it into every graph of the default recipe.
COMMAND_READER = "run_RegexMessageHandler"
# They look for mistakes that belong to components which are not here, and store nothing that is used.
NOT_NEEDED = ("schema_validator", "finetuning_validator")


class PlainTextRecipe(DefaultV1Recipe):
    """A leading slash is text. The graph is the default one otherwise."""

    def graph_config_for_recipe(
        self,
        config: Dict[Text, Any],
        cli_parameters: Dict[Text, Any],
        training_type: TrainingType = TrainingType.BOTH,
        is_finetuning: bool = False,
    ) -> GraphModelConfiguration:
        graph = super().graph_config_for_recipe(config, cli_parameters, training_type, is_finetuning)
        reader = graph.predict_schema.nodes.pop(COMMAND_READER)
        graph.nlu_target = reader.needs["messages"]
        _drop(graph.train_schema)
        return graph


def _drop(schema: GraphSchema) -> None:
    for name in NOT_NEEDED:
        del schema.nodes[name]
    for node in schema.nodes.values():
        for argument, source in node.needs.items():
            if source in NOT_NEEDED:
                node.needs[argument] = PLACEHOLDER_IMPORTER
