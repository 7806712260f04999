"""Mutants of a policy: each one piece taken out, or one rule doubled with another result."""

import hashlib
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any, NamedTuple

from app.content.clauses import headings
from app.content.front_matter import Source, read_source, validate
from app.content.placements import check_prose
from app.content.policy_file import PolicyForm
from app.content.policy_reader import read_form
