// SPDX-License-Identifier: MIT
// Counts the calls that the program marks (mark.h), by the rules of the plug-in of QEMU (plugin.c):
// a marked call from its first instruction to its return, a marked stretch from the return of
// mark_begin to the call of mark_end. What was counted last can get another code.

const DISABLE_INTERRUPTS = 0xB672; // CPSID i
const WRITE_SPECIAL = 0xF380; // MSR, but for the register that it reads
const PRIMASK = 16;

// How far the measurement of one call has got.
const IDLE = 0;
const ARMED = 1; // the next call is the one
const STARTING = 2; // mark_begin has not returned yet
const COUNTING = 3;

// Cycles of the instruction that the emulator leaves out: it forgets that PUSH stores lr, and that
// POP loads pc, as a register more.
export function leftOut(opcode) {
  return (opcode & 0xFF00) === 0xB500 || (opcode & 0xFF00) === 0xBD00 ? 1 : 0;
}

export class Meter {
  // `functions`: those of the program. `complete`: add what the emulator leaves out.
  constructor(core, functions, complete) {
    this.core = core;
    this.complete = complete;
    this.calls = []; // {code, instructions, cycles, critical}
    this.progress = IDLE;
    for (const name of ['mark_call', 'mark_begin', 'mark_end', 'mark_last'])
      this[name] = functions.get(name) ?? {start: -1, end: -1};
    if (this.mark_call.start < 0 && this.mark_begin.start < 0)
      throw new Error('the program marks nothing: it has no mark_call, and no mark_begin');
    core.blTaken = () => this.onCall();
  }

  // The program calls a function.
  onCall() {
    if (this.progress !== ARMED) return;
    this.landing = this.core.LR & ~1;
    this.begin();
  }

  // Begins to count with the next instruction.
  begin() {
    this.progress = COUNTING;
    this.instructions = this.cycles = this.critical = this.section = 0;
    this.inSection = false;
  }

  // Notes what was counted.
  finish(instructions, cycles) {
    this.last = {code: this.code, instructions, cycles, critical: this.critical};
    this.calls.push(this.last);
    this.progress = IDLE;
  }

  // Arms the measurement, or not, as the program's mark asks: `code` 0 is "nothing".
  arm(progress) {
    this.last = undefined;
    this.code = this.core.registers[0];
    this.progress = this.code === 0 ? IDLE : progress;
  }

  // Gives what was counted last, if the last mark was for it, another code.
  rename() {
    if (this.last !== undefined) this.last.code = this.core.registers[0];
  }

  // Adds what an instruction took.
  count(opcode, second, took) {
    this.instructions++;
    this.cycles += took;
    if (opcode === DISABLE_INTERRUPTS) {
      this.inSection = true;
      this.section = 0;
    }
    if (!this.inSection) return;
    this.section += took;
    if ((opcode & 0xFFF0) === WRITE_SPECIAL && (second & 0xFF) === PRIMASK) {
      this.inSection = false;
      this.critical = Math.max(this.critical, this.section);
    }
  }

  // Looks where the program has got to, before it goes on.
  arrive(pc) {
    if (pc === this.mark_call.start) this.arm(ARMED);
    else if (pc === this.mark_begin.start) this.arm(STARTING);
    else if (pc === this.mark_last.start) this.rename();
    else if (this.progress === STARTING) {
      if (pc > this.mark_begin.start && pc < this.mark_begin.end) return;
      this.landing = -1;
      this.begin();
    } else if (this.progress === COUNTING) {
      if (pc === this.mark_end.start) this.finish(this.instructions - 1, this.cycles - this.took);
      else if (pc === this.landing) this.finish(this.instructions, this.cycles);
    }
  }

  // Runs one instruction.
  step() {
    const {core} = this;
    const pc = core.PC & ~1;
    this.arrive(pc);
    if (this.progress !== COUNTING) {
      core.executeInstruction();
      return;
    }
    const opcode = core.readUint16(pc);
    const second = core.readUint16(pc + 2);
    this.took = core.executeInstruction() + (this.complete ? leftOut(opcode) : 0);
    this.count(opcode, second, this.took);
  }
}
