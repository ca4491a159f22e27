#!/usr/bin/env node
// Starts the command line tool; everything else lies in src/cli.
import '../dist/cli/main.js';
