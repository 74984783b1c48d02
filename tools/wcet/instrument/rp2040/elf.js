// SPDX-License-Identifier: MIT
// Reads what the emulator needs of a program: ELF, 32 bits, little-endian.
import {readFileSync} from 'node:fs';

const MAGIC = '\x7FELF\x01\x01';
const SEGMENT_LOADED = 1;
const SECTION_SYMBOLS = 2;
const SYMBOL_FUNCTION = 2;

// The parts of the file that lie in memory: [{address, bytes}].
function readSegments(file, view) {
  const segments = [];
  const count = view.getUint16(44, true);
  for (let i = 0; i < count; i++) {
    const at = view.getUint32(28, true) + i * view.getUint16(42, true);
    const offset = view.getUint32(at + 4, true);
    const size = view.getUint32(at + 16, true);
    if (view.getUint32(at, true) !== SEGMENT_LOADED || size === 0) continue;
    const address = view.getUint32(at + 12, true);
    segments.push({address, bytes: file.subarray(offset, offset + size)});
  }
  return segments;
}

// The name that starts at that place of the file.
function readName(file, at) {
  return file.toString('latin1', at, file.indexOf(0, at));
}

// Where each function is: name -> {start, end}.
function readFunctions(file, view) {
  const functions = new Map();
  const section = (index, field) =>
    view.getUint32(view.getUint32(32, true) + index * view.getUint16(46, true) + field, true);
  for (let index = 0; index < view.getUint16(48, true); index++) {
    if (section(index, 4) !== SECTION_SYMBOLS) continue;
    const names = section(section(index, 24), 16);
    const end = section(index, 16) + section(index, 20);
    for (let at = section(index, 16); at < end; at += 16) {
      if ((view.getUint8(at + 12) & 15) !== SYMBOL_FUNCTION) continue;
      const start = view.getUint32(at + 4, true) & ~1;
      const size = view.getUint32(at + 8, true);
      functions.set(readName(file, names + view.getUint32(at, true)), {start, end: start + size});
    }
  }
  return functions;
}

// The program in that file: {segments, functions}.
export function readProgram(path) {
  const file = readFileSync(path);
  if (file.length < 52 || file.toString('latin1', 0, 6) !== MAGIC)
    throw new Error(`${path} is no ELF file of 32 bits, little-endian`);
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  return {segments: readSegments(file, view), functions: readFunctions(file, view)};
}
