// SPDX-License-Identifier: MIT
// Answers the program's requests to its debugger (Arm's semihosting): text that it prints, its
// command line, its end. There are no files.
import {writeSync} from 'node:fs';

const CONSOLE = ':tt';
const FAILED = -1;
const NO_SUCH_FILE = 2;
const STANDARD_ERROR = 2;
const APPLICATION_EXIT = 0x20026;

export class Semihosting {
  // `line`: the command line. `status` is the program's, undefined until it ended.
  constructor(chip, line) {
    this.chip = chip;
    this.line = line;
    this.status = undefined;
  }

  // The bytes from `address` on: `count` of them, or up to a zero.
  text(address, count = Infinity) {
    const bytes = [];
    while (bytes.length < count) {
      const byte = this.chip.readUint8(address + bytes.length);
      if (byte === 0 && count === Infinity) break;
      bytes.push(byte);
    }
    return Buffer.from(bytes);
  }

  // A word of the block of arguments.
  word(block, index) {
    return this.chip.readUint32(block + 4 * index);
  }

  // Gives the program its command line.
  commandLine(block) {
    const bytes = Buffer.from(this.line + '\0', 'latin1');
    if (bytes.length > this.word(block, 1)) return FAILED;
    bytes.forEach((byte, i) => this.chip.writeUint8(this.word(block, 0) + i, byte));
    this.chip.writeUint32(block + 4, bytes.length - 1);
    return 0;
  }

  // Opens the console, for reading (1), writing (2) or errors (3): the mode says which.
  open(block) {
    const mode = this.word(block, 1);
    if (this.text(this.word(block, 0)).toString() !== CONSOLE) return FAILED;
    return mode < 4 ? 1 : mode < 8 ? 2 : 3;
  }

  // Prints what the program printed. Returns how many bytes were not written.
  write(bytes) {
    writeSync(STANDARD_ERROR, bytes);
    return 0;
  }

  // Serves one request. Returns the answer.
  serve(service, argument) {
    switch (service) {
      case 0x01:
        return this.open(argument);
      case 0x02: // SYS_CLOSE
        return 0;
      case 0x04: // SYS_WRITE0
        return this.write(this.text(argument));
      case 0x05: // SYS_WRITE
        return this.write(this.text(this.word(argument, 1), this.word(argument, 2)));
      case 0x06: // SYS_READ: nothing is there to read
        return this.word(argument, 2);
      case 0x09: // SYS_ISTTY
        return 1;
      case 0x0C: // SYS_FLEN
        return 0;
      case 0x13: // SYS_ERRNO
        return NO_SUCH_FILE;
      case 0x15:
        return this.commandLine(argument);
      case 0x18: // SYS_EXIT
        this.status = argument === APPLICATION_EXIT ? 0 : 1;
        return 0;
      case 0x20: // SYS_EXIT_EXTENDED
        this.status = this.word(argument, 0) === APPLICATION_EXIT ? this.word(argument, 1) : 1;
        return 0;
      default:
        throw new Error(`the program asks for semihosting's service ${service}`);
    }
  }
}
