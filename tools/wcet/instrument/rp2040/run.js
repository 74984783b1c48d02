// SPDX-License-Identifier: MIT
// Runs a program on rp2040js, an emulator of Cortex-M0+ that counts cycles by itself, and writes
// what its marked calls took, in the lines of QEMU's plug-in: see usage below.
import {writeFileSync} from 'node:fs';
import {RP2040} from 'rp2040js';

import {readProgram} from './elf.js';
import {Meter} from './meter.js';
import {Semihosting} from './semihosting.js';

const USAGE = `usage: node run.js [--complete] --out FILE PROGRAM [ARGUMENT...]

Runs PROGRAM, an ELF file for Cortex-M0+, on rp2040js, and exits with its status, or with 2 when it
can't be run. Writes a line to FILE for each call that it marks:

    code instructions cycles critical

  --complete   add what the emulator is known to leave out: one cycle in each PUSH of lr, and one
               in each POP of pc
  --out FILE   where the lines go
  --help       this text
`;

const BOOT = 0x00000000;
const FLASH = 0x10000000;
const RAM = 0x20000000;
const MOST_BYTES = 4 << 20; // of each memory
const SEMIHOSTING = 0xAB; // the number of its BKPT

// Makes an emulator. Its memories are as large as those of QEMU's board mps2-an385 and lie where
// they do (and flash where RP2040 has it), so that both run the very same program.
function makeChip() {
  const chip = new RP2040();
  chip.bootrom = new Uint32Array(MOST_BYTES / 4);
  chip.sram = new Uint8Array(MOST_BYTES);
  chip.sramView = new DataView(chip.sram.buffer);
  const complain = (part, text) => {
    throw new Error(`${part}: ${text}`);
  };
  chip.logger = {debug() {}, info() {}, warn: complain, error: complain};
  return chip;
}

// Puts the program into the memories, and the processor to its start.
function load(chip, segments) {
  const memories = [
    {start: RAM, bytes: chip.sram},
    {start: FLASH, bytes: chip.flash},
    {start: BOOT, bytes: new Uint8Array(chip.bootrom.buffer)},
  ];
  for (const {address, bytes} of segments) {
    const memory = memories.find(({start}) => address >= start);
    if (address - memory.start + bytes.length > memory.bytes.length)
      throw new Error(`no memory for ${bytes.length} bytes at 0x${address.toString(16)}`);
    memory.bytes.set(bytes, address - memory.start);
  }
  chip.core.VTOR = Math.min(...segments.map(({address}) => address));
  chip.core.reset();
}

// Runs the program to its end. Returns its status and its calls.
function run(path, words, complete) {
  const chip = makeChip();
  const program = readProgram(path);
  load(chip, program.segments);
  const host = new Semihosting(chip, [path, ...words].join(' '));
  const meter = new Meter(chip.core, program.functions, complete);
  const {registers} = chip.core;
  chip.onBreak = (number) => {
    if (number !== SEMIHOSTING) throw new Error(`the program stopped at BKPT ${number}`);
    registers[0] = host.serve(registers[0], registers[1]);
  };
  while (host.status === undefined) meter.step();
  return {status: host.status, calls: meter.calls};
}

// Reads the command line: {complete, out, words}, or null when it is wrong.
function readOptions(words) {
  const options = {complete: false, out: undefined, words: undefined};
  while (words.length > 0 && words[0].startsWith('--')) {
    const word = words.shift();
    if (word === '--complete') options.complete = true;
    else if (word === '--out') options.out = words.shift();
    else return null;
  }
  options.words = words;
  return options.out === undefined || words.length === 0 ? null : options;
}

// Returns the exit status.
function main(words) {
  if (words[0] === '--help') {
    process.stdout.write(USAGE);
    return 0;
  }
  const options = readOptions(words);
  if (options === null) {
    process.stderr.write(USAGE);
    return 2;
  }
  const [path, ...rest] = options.words;
  const {status, calls} = run(path, rest, options.complete);
  const lines = calls.map((call) =>
    `${call.code} ${call.instructions} ${call.cycles} ${call.critical}\n`);
  writeFileSync(options.out, lines.join(''));
  return status;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`rp2040: ${error.message}\n`);
  process.exitCode = 2;
}
