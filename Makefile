# A bare `make` prints this help: the lines with two hashes.
.DEFAULT_GOAL := help
.PHONY: help demo test build package test-package test-matrix man wasm picture lint fixtures bench bench-read bench-micro bench-growth bench-nat corpus fuzz clean

BIN := node_modules/.bin
SOURCES := $(shell find bin src -name '*.ts') package.json Makefile

ESBUILD := $(BIN)/esbuild --bundle --platform=node --target=node20.19 --log-level=warning
# Some packages have a part of their own in the place of what takes long to load.
DEFINE = --define:OVERSHARK_VERSION='"$(VERSION)"'
BUNDLE = --minify-syntax --minify-whitespace $(DEFINE) \
  --alias:string-width=./src/cli/width.ts --alias:assert=./src/cli/assert.ts --alias:util=./src/cli/util.ts \
  --alias:node:tty=./src/cli/tty.ts --alias:node:os=./src/cli/os.ts --alias:\#supports-color=./src/output/no-colors.ts
# What runs the program as a script of V8's (src/cli/load.ts) takes the value of this; as a module of Node's it runs by
# itself. A worker thread that was started with a text has a module as well, but for all scripts.
BEGIN := (typeof module === "undefined" || "module" in globalThis ? (run) => run : (run) => run(require, __filename))((function (require, __filename) {
END := }));
SCRIPT = $(ESBUILD) --format=cjs $(BUNDLE) --define:import.meta.url=here --footer:js='$(END)' \
  --banner:js='$(BEGIN) const here = require("node:url").pathToFileURL(__filename).href;'
REQUIRE := --banner:js='import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);'
VERSION = $(shell node -p "require('./package.json').version")

help:
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-13s %s\n' "$$name" "$$text"; done

node_modules: package.json package-lock.json
	npm ci --no-audit --no-fund --loglevel=error
	@touch node_modules

# The launcher, the program, its parts for stats, read and entropy, and what V8 makes of them in runs over a capture.
# V8 tells a cache that is not this program's by its length alone, so they are always made together.
dist/overshark.js: node_modules $(SOURCES)
	rm -f dist/*.cache
	$(SCRIPT) --metafile=dist/meta.json --outfile=dist/program.cjs bin/program.ts
	$(SCRIPT) --external:./src/nat/* --outfile=dist/stats.cjs bin/stats.ts
	$(SCRIPT) --external:./src/nat/* --outfile=dist/read.cjs bin/read.ts
	$(SCRIPT) --external:./src/nat/* --outfile=dist/entropy.cjs bin/entropy.ts
	$(ESBUILD) --format=cjs --outfile=dist/make-cache.cjs bin/cache.ts
	node dist/make-cache.cjs program fixtures/datacenter.pcapng > /dev/null
	node dist/make-cache.cjs stats fixtures/datacenter.pcapng > /dev/null
	node dist/make-cache.cjs read fixtures/datacenter.pcapng > /dev/null
	node dist/make-cache.cjs entropy fixtures/datacenter.pcapng > /dev/null
	echo '{ "type": "commonjs" }' > dist/package.json
	$(ESBUILD) --format=cjs --minify-syntax --minify-whitespace $(DEFINE) --outfile=$@ bin/overshark.ts
	@chmod +x $@

dist/licenses.txt: dist/overshark.js
	$(ESBUILD) --format=esm --outfile=dist/licenses.mjs bin/licenses.ts
	node dist/licenses.mjs > $@

# The launcher of the single executable, inside of which the others stand.
dist/overshark.cjs: dist/overshark.js
	$(ESBUILD) --format=cjs --minify-syntax --minify-whitespace $(DEFINE) --outfile=$@ bin/single.ts

dist/overshark: dist/overshark.cjs
	$(ESBUILD) --format=esm --packages=external --outfile=dist/package.mjs bin/package.ts
	node dist/package.mjs

dist/overshark.1: dist/overshark.js
	$(ESBUILD) --format=esm --define:OVERSHARK_VERSION='"$(VERSION)"' $(REQUIRE) --outfile=dist/make-man.mjs src/man/main.ts
	node dist/make-man.mjs > $@

demo: dist/overshark.js ## install, build and show the report on a small data centre
	node dist/overshark.js fixtures/datacenter.pcapng

test: dist/overshark.js ## install, build and run all tests
	$(BIN)/vitest run

build: dist/overshark.js dist/overshark.1 dist/licenses.txt ## install, bundle into dist/overshark.js, make the manual page

package: dist/overshark ## put all into dist/overshark, one executable that needs no Node

man: dist/overshark.1 ## make the manual page and show it
	man ./dist/overshark.1

test-package: build package ## the command line's tests on the executable, and what npm packs, installed
	OVERSHARK_PROGRAM=dist/overshark $(BIN)/vitest run test/cli test/examples.test.ts test/picture.test.ts
	$(BIN)/vitest run --config test/package/vitest.config.ts

NODES ?= 20.19 22 24 26

test-matrix: build ## all tests on other versions of Node, from the npm package `node` (NODES="22 24")
	@failed=; for version in $(NODES); do \
	  npm install --prefix dist/node-$$version --no-save --no-audit --no-fund --loglevel=error node@$$version && \
	  PATH="$(CURDIR)/dist/node-$$version/node_modules/node/bin:$$PATH" sh -c \
	    'echo "Node $$(node --version)" && node node_modules/vitest/vitest.mjs run' || failed="$$failed $$version"; \
	done; if [ -n "$$failed" ]; then echo "failed on$$failed"; exit 1; fi

wasm: node_modules ## compile the inner loops again (src/*/assembly)
	$(ESBUILD) --format=esm --packages=external --outfile=dist/make-wasm.mjs bin/wasm.ts
	node dist/make-wasm.mjs

picture: dist/overshark.js ## draw the report of the README again
	$(BIN)/vitest run test/picture.test.ts --update

lint: node_modules ## check types, lint and format
	$(BIN)/tsc -p .
	$(BIN)/biome check --error-on-warnings .

fixtures: node_modules ## make the generated fixtures and their truth again
	$(ESBUILD) --format=esm --outfile=dist/make-fixtures.mjs fixtures/make/main.ts
	node dist/make-fixtures.mjs

bench: dist/overshark.js ## measure against tshark, capinfos, … (SIZE=small, ROUNDS=N, ONLY=big,stt)
	$(ESBUILD) --format=esm --outfile=dist/bench-compare.mjs test/bench/compare.ts
	$(ESBUILD) --format=cjs --outfile=dist/bench-walk.cjs test/bench/walk.ts
	node dist/bench-compare.mjs

bench-read: dist/overshark.js ## measure filters against none, read against tshark (SIZE=small, ROUNDS=N, ONLY=big,mix)
	$(ESBUILD) --format=esm --outfile=dist/bench-read.mjs test/bench/read.ts
	node dist/bench-read.mjs

fuzz: node_modules ## show packets made out of packets, led by the branches they take (SECONDS=N, SEED=N, SEEDS=DIR)
	$(ESBUILD) --format=esm --packages=external --outfile=dist/fuzz-build.mjs test/fuzz/build.ts
	node dist/fuzz-build.mjs
	node dist/fuzz.mjs $(SEED) $(SECONDS) $(SEEDS)

SEED ?= $(shell date +%s)
SECONDS ?= 60
SEEDS ?= fixtures

bench-micro: dist/overshark.js ## measure the hot path against a naive loop
	$(ESBUILD) --format=esm --minify-syntax --outfile=dist/bench.mjs test/bench/bench.ts
	node dist/bench.mjs

bench-growth: dist/overshark.js ## time and memory against packets, flows and open frames (SIZE=small)
	$(ESBUILD) --format=esm --outfile=dist/bench-growth.mjs test/bench/growth.ts
	node dist/bench-growth.mjs

bench-nat: dist/overshark.js ## time and memory of nat on a million packets a side, against stats (SIZE=small)
	$(ESBUILD) --format=esm --outfile=dist/bench-nat.mjs test/bench/nat.ts
	node --max-old-space-size=12000 dist/bench-nat.mjs

corpus: dist/overshark.js ## check against a corpus of captures and tshark's view of them (CORPUS=DIR)
	CORPUS=$(CORPUS) $(BIN)/vitest run --config test/corpus/vitest.config.ts

CORPUS ?= ../shared/corpus

clean: ## remove what was built and installed
	rm -rf dist node_modules coverage
