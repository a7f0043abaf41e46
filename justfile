# Thin names over xtask; `cargo xtask --help` describes the commands.

_default:
    @cargo xtask --help

run:
    cargo xtask run

test *arguments:
    cargo xtask test {{arguments}}

check:
    cargo xtask check

openapi:
    cargo xtask openapi

wasm *arguments:
    cargo xtask wasm {{arguments}}

services:
    cargo xtask services

ci:
    .ci/run
