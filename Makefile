# Everything a person types. Each target installs what it needs first, and nothing twice.
.DEFAULT_GOAL := help
.PHONY: help setup ready python tests-setup deploy-local test test-unit lint audit chaos transitions tamper compat docs permissions record-calls synth diff deploy plan apply-plan state-bucket migrate-state verify validate evidence pictures adopt test-alarm destroy bench snapshot lock

PYTHON ?= python3
PIPENV_VERSION := 2026.10.3
PIPENV_INSTALLED := .tools/pipenv/.complete-$(PIPENV_VERSION)

export PYTHON
# jsii prints ten lines about Node 20, which the CLI shows as errors.
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION := 20
# What people set for other projects, and what would break this one.
export PIP_USER := 0
unexport PYTHONSAFEPATH
# Each command would compile our modules anew.
unexport PYTHONDONTWRITEBYTECODE
PIPENV := PIPENV_VENV_IN_PROJECT=1 PIPENV_IGNORE_VIRTUALENVS=1 .tools/pipenv/bin/python -m pipenv
IN_VENV := .venv/bin/python
# In several processes; what shares a deployment stays in one (tests/groups.py).
PYTEST := $(IN_VENV) -m pytest --no-loadscope-reorder
CDKTF := $(IN_VENV) -m tools.cdktf

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile

setup: ready node_modules/.package-lock.json ## install what `cdktf synth` and `cdktf deploy` need into this folder

# What our own commands need, which run Terraform themselves.
ready: python
	@tools/prerequisites.sh

python: .venv/.complete

tests-setup: setup .venv/.complete-tests

deploy-local: tests-setup ## deploy to an AWS on this machine, verify, destroy it (KEEP=1: wait in between, VERBOSE=1: show all)
	@$(IN_VENV) -m tools.local_aws $(if $(KEEP),--keep) $(if $(VERBOSE),--verbose)

test: tests-setup ## lint, types, unit, snapshot and end-to-end tests
	$(PYTEST) --numprocesses auto $(ARGS)

test-unit: tests-setup ## the same without the tests that start Terraform
	$(PYTEST) --numprocesses logical --ignore tests/integration $(ARGS)

lint: tests-setup ## lint, format, types, and whether the pages are as the code says
	$(IN_VENV) -m ruff check
	$(IN_VENV) -m ruff format --check
	$(IN_VENV) -m mypy
	$(IN_VENV) -m tools.docs --check
	$(IN_VENV) -m check_jsonschema --quiet --builtin-schema vendor.github-workflows docs/pipelines/github.yml
	$(IN_VENV) -m check_jsonschema --quiet --builtin-schema vendor.gitlab-ci docs/pipelines/gitlab.yml

audit: tests-setup .tools/checkov/.complete .tools/prowler/.complete ## scan what is deployed with checkov and prowler; every finding needs a reason
	@$(IN_VENV) -m tests.audit

chaos: tests-setup ## cut off every deploy in every way and say what became of it; takes hours
	@$(IN_VENV) -m tests.chaos $(ARGS)

transitions: tests-setup ## change every setting of a deployment and back, and look whether a record is lost; takes an hour
	@$(IN_VENV) -m tests.transitions $(ARGS)

tamper: tests-setup ## carry out every way to blind a trail, and say what noticed it; takes an hour
	@$(IN_VENV) -m tests.tamper $(ARGS)

permissions: ready ## print an IAM policy (PURPOSE=plan, deploy, verify, read-state, state-bucket or log-archive)
	@$(IN_VENV) -m tools.permissions $(PURPOSE)

guardrails: ready ## write the control policies with which an organisation guards the trail (DEPLOYER=role)
	@$(IN_VENV) -m tools.guardrails $(DEPLOYER)

record-calls: tests-setup ## write down which AWS calls the commands make, for the policies; takes an hour
	@$(IN_VENV) -m tests.permissions

synth: setup ## write Terraform JSON to cdktf.out
	@$(CDKTF) synth $(ARGS)

compat: tests-setup ## run the unit tests with other Pythons, and deploy-local with other Node.js and Terraform
	@$(IN_VENV) -m tests.compat $(ARGS)

diff: ready ## show what deploy would change in your AWS account, and what that would cost
	@$(IN_VENV) -m tools.diff $(ARGS)

deploy: ready ## create or change the trail in your AWS account
	@$(IN_VENV) -m tools.deploy $(ARGS)

plan: ready ## write what a deploy would do into files, with a summary to review
	@$(IN_VENV) -m tools.plan $(ARGS)

apply-plan: ready ## carry out exactly what make plan has written, on any machine
	@$(IN_VENV) -m tools.apply_plan $(ARGS)

state-bucket: ready ## make the bucket that the setting `state` names, protected; once
	@$(IN_VENV) -m tools.state_bucket

migrate-state: ready ## move Terraform's states from files into that bucket (ARGS=--to-file: back)
	@$(IN_VENV) -m tools.migrate_state $(ARGS)

adopt: ready ## bring what an interrupted deploy left in AWS into Terraform's state; deploy does it too
	@$(IN_VENV) -m tools.adopt $(ARGS)

verify: ready ## did the logs arrive? waits up to 15 minutes for them; reads only
	@$(IN_VENV) -m tools.verify $(ARGS)

validate: ready ## has a record of the last 7 days been changed, removed or added? (ARGS="--from 2026-01-31 --to ...")
	@$(IN_VENV) -m tools.validate $(ARGS)

evidence: ready ## write the document for an auditor: a page, JSON, and what AWS answered (ARGS="--from ... --to ...")
	@$(IN_VENV) -m tools.evidence $(ARGS)

destroy: ready ## remove the trail from your AWS account; the records stay
	@$(IN_VENV) -m tools.destroy $(ARGS)

test-alarm: ready ## set off a deployed alarm (ALARM=root_usage), so that its mail arrives
	@$(IN_VENV) -m tools.test_alarm $(ALARM)

bench: tests-setup .tools/awscli/.complete ## measure a synthesis with and without the lazy bindings
	@$(IN_VENV) -m tools.bench $(ARGS)

pictures: tests-setup ## draw the pictures of the README anew, from an AWS on this machine; needs Chromium
	@$(IN_VENV) -m tests.pictures

snapshot: tests-setup ## write the snapshots anew after a wanted change; read the diff before you commit
	$(IN_VENV) -m pytest tests/test_snapshots.py --snapshot-update

docs: tests-setup ## write the tables of the pages and the schema of the settings from the code
	@$(IN_VENV) -m tools.docs $(ARGS)

lock: setup ## resolve the versions in Pipfile and package.json anew
	$(PIPENV) lock
	npm install --package-lock-only
	$(IN_VENV) -m tools.neutral_lock

$(PIPENV_INSTALLED):
	@tools/prerequisites.sh
	@echo "Installing pipenv into .tools"
	@$(PYTHON) -m venv --clear .tools/pipenv
	@.tools/pipenv/bin/python -m pip install --quiet pipenv==$(PIPENV_VERSION)
	@touch $@

# Apart from .venv: they bring hundreds of packages, and pin many of ours to other versions.
.tools/checkov/.complete: SIZE := 300 MB
.tools/prowler/.complete: SIZE := 2.4 GB, several minutes
.tools/cdktn/.complete .tools/aws6/.complete: SIZE := 300 MB
# They have a thousand modules and more each, and few of them are imported.
.tools/cdktn/.complete .tools/aws6/.complete .tools/awscli/.complete: COMPILE := --no-compile
.tools/%/.complete: tests/audit/%.txt $(PIPENV_INSTALLED)
	@$(INSTALL_APART)
.tools/%/.complete: tests/terrain/%.txt $(PIPENV_INSTALLED)
	@$(INSTALL_APART)
.tools/awscli/.complete: SIZE := 150 MB
.tools/%/.complete: tests/integration/validate/%.txt $(PIPENV_INSTALLED)
	@$(INSTALL_APART)

define INSTALL_APART
echo "Installing $* into .tools ($(SIZE))"
$(PYTHON) -m venv --clear --without-pip .tools/$*
.tools/pipenv/bin/python -m pip --python .tools/$*/bin/python install --quiet $(COMPILE) --requirement $<
touch $@
endef

.venv/.complete: Pipfile.lock $(PIPENV_INSTALLED)
	@echo "Installing Python packages into .venv (about 500 MB on the first run)"
	@$(PIPENV) sync --python "$$($(PYTHON) -c "import sys; print(sys.executable)")"
	@touch $@

.venv/.complete-tests: .venv/.complete
	@echo "Installing the tools of the tests into .venv (about 300 MB on the first run)"
	@$(PIPENV) sync --categories dev-packages
	@touch $@

node_modules/.package-lock.json: package-lock.json
	@tools/prerequisites.sh
	@echo "Installing npm packages into node_modules (about 280 MB on the first run)"
	@npm ci --include=dev --no-audit --no-fund --loglevel=error
	@touch $@
