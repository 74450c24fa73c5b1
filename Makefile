# The two commands that matter are `make demo` and `make test`. Both need Go, git
# and a shell; what tests need besides is prepared by tools/prepare.

# Without cgo the program is one static file, and is the same with or without a C
# compiler on the machine that builds it.
export CGO_ENABLED = 0

version := $(shell git describe --tags --always --dirty 2>/dev/null || echo development)

.DEFAULT_GOAL := help
.PHONY: help demo build test check fuzz bench generate clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.* ## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

demo: build ## build Acquit and start it with a small company and a year of its life
	bin/acquit demo

build: ## build bin/acquit
	go build -ldflags "-X acquit/internal/cli.Version=$(version)" -o bin/acquit ./cmd/acquit

test: ## prepare this machine for the tests and run all of them
	tools/test

check: ## format, vet, staticcheck, dead code
	tools/check

fuzz: ## run each fuzz target for a few seconds (FUZZTIME=30s for longer)
	tools/fuzz

bench: build ## print how fast it is on a large book (takes some minutes)
	tools/bench

generate: ## write the generated files anew: pages, stylesheet, locale formats
	tools/generate

clean: ## remove what was built and the demo's data
	rm -rf bin acquit-data
