"""Settings as classes."""

import os
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Optional

from pydantic import AliasChoices, BaseModel, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


# idiom: fields of pydantic-settings
class Plain(BaseSettings):
    settings_a: str  # reads: SETTINGS_A
    settings_b: int = 3  # reads: SETTINGS_B?
    settings_c: Optional[str] = None  # reads: SETTINGS_C?
    settings_d: str = Field(...)  # reads: SETTINGS_D
    settings_e: str = Field("x", description="y")  # reads: SETTINGS_E?
    settings_f: list[str] = Field(default_factory=list)  # reads: SETTINGS_F?
    KIND: ClassVar[str] = "x"
    _hidden: str = "x"

    def method(self):
        local: str = "x"
        return local


# idiom: pydantic-settings with a prefix
class Prefixed(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="PRE_", extra="ignore")
    url: str  # reads: PRE_URL
    size: int = 1  # reads: PRE_SIZE?


class Older(BaseSettings):
    url: str  # reads: OLD_URL

    class Config:
        env_prefix = "OLD_"


class Derived(Prefixed):
    token: str  # reads: PRE_TOKEN


# idiom: pydantic-settings with an alias
class Aliased(BaseSettings):
    model_config = {"env_prefix": "NO_"}
    a: str = Field(alias="ALIASED_A")  # reads: ALIASED_A
    b: str = Field("x", validation_alias="ALIASED_B")  # reads: ALIASED_B?
    c: str = Field(validation_alias=AliasChoices("ALIASED_C", "ALIASED_D"))  # reads: ALIASED_C?, ALIASED_D?
    d: Annotated[str, Field(alias="ALIASED_E")]  # reads: ALIASED_E
    e: str = Field(env="ALIASED_F")  # reads: ALIASED_F


class Passed(BaseSettings):
    passed_a: str  # reads: PASSED_A?
    passed_b: str  # reads: PASSED_B


Passed(passed_a="x")


class Model(BaseModel):
    model_a: str  # none: a model is no settings


# idiom: `default_factory` of a dataclass
@dataclass
class Data:
    a: str = field(default_factory=lambda: os.environ["DATA_A"])  # reads: DATA_A
    b: str = field(default_factory=lambda: os.getenv("DATA_B", "x"))  # reads: DATA_B?
    c: str = os.environ.get("DATA_C", "x")  # reads: DATA_C?
    d: str = "DATA_D"  # none: a default is a text
