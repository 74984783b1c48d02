// SPDX-License-Identifier: MIT
// Compares the lines of two instruments, call by call: see usage below.
import {readFileSync} from 'node:fs';

const USAGE = `usage: node compare.js FILE FILE

Compares two files of lines "code instructions cycles critical", one line a call. Exits with 0 and
says how many calls agree, when they are the same and not empty; else with 1, and shows the first
that differ.
`;
const MOST_SHOWN = 5;

// The lines of a file.
function readLines(path) {
  return readFileSync(path, 'latin1').split('\n').filter((line) => line !== '');
}

// Returns the exit status.
function main(words) {
  if (words[0] === '--help') {
    process.stdout.write(USAGE);
    return 0;
  }
  if (words.length !== 2) {
    process.stderr.write(USAGE);
    return 2;
  }
  const [left, right] = words.map(readLines);
  const calls = Math.max(left.length, right.length);
  const differing = [];
  for (let i = 0; i < calls; i++)
    if (left[i] !== right[i]) differing.push(`call ${i + 1}: ${left[i]} | ${right[i]}`);
  const agree = calls > 0 && differing.length === 0;
  console.log(`${calls - differing.length} of ${calls} calls agree`);
  for (const line of differing.slice(0, MOST_SHOWN)) console.log(line);
  return agree ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));
