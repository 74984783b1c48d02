/* SPDX-License-Identifier: MIT */
/*
 * Short functions of known cost, counted by hand from the tables that timing.h names: the
 * instrument must count them alike. Included several times, each time with another meaning of
 *
 *     SEQUENCE(name, source, words, ways, M0, M0+, M4)
 *     LOCKED(name, source, words, ways, M0, M0+, M4, locked on M0, on M0+, on M4)
 *
 * source: a function of (r0: the address of a word that holds its own address, r1: 0, r2: 4)
 * words:  what the assembler makes of it, in the order in which it runs, data left out
 * ways:   a letter an instruction: t it branches, s an IT block skips it, else .
 * cycles: with the return, in each column; 0 where the core has not these instructions
 */
SEQUENCE(return_only, "bx lr", (0x4770), "t", 3, 2, 3)
SEQUENCE(in_registers, "adds r1, r1, r2; lsls r3, r2, #2; muls r3, r2; bx lr",
         (0x1889, 0x0093, 0x4353, 0x4770), "...t", 6, 5, 6)
SEQUENCE(load, "ldr r3, [r0]; bx lr", (0x6803, 0x4770), ".t", 5, 4, 5)
SEQUENCE(load_after_load, "ldr r3, [r0]; ldr r2, [r0, #4]; bx lr", (0x6803, 0x6842, 0x4770), "..t",
         7, 6, 6)
SEQUENCE(load_from_loaded, "ldr r3, [r0]; ldr r2, [r3]; bx lr", (0x6803, 0x681A, 0x4770), "..t", 7,
         6, 7)
SEQUENCE(store, "str r1, [r0, #4]; bx lr", (0x6041, 0x4770), ".t", 5, 4, 4)
SEQUENCE(store_by_register, "str r1, [r0, r2]; bx lr", (0x5081, 0x4770), ".t", 5, 4, 5)
SEQUENCE(store_by_register_after_load, "ldr r3, [r0, #4]; str r1, [r0, r2]; bx lr",
         (0x6843, 0x5081, 0x4770), "..t", 7, 6, 6)
SEQUENCE(address_just_computed, "lsls r2, r2, #1; ldr r3, [r0, r2]; bx lr",
         (0x0052, 0x5883, 0x4770), "..t", 6, 5, 7)
SEQUENCE(another_register_computed, "lsls r2, r2, #1; ldr r3, [r0, #8]; bx lr",
         (0x0052, 0x6883, 0x4770), "..t", 6, 5, 6)
SEQUENCE(load_of_constant, "ldr r3, 1f; b 2f; 1: .short 0, 0; 2: bx lr", (0x4B00, 0xE001, 0x4770),
         ".tt", 8, 6, 8)
SEQUENCE(pop_with_pc, "push {r4, r5, lr}; pop {r4, r5, pc}", (0xB530, 0xBD30), ".t", 11, 10, 10)
SEQUENCE(pop_without_pc, "push {r4, r5, r6}; pop {r4, r5, r6}; bx lr", (0xB470, 0xBC70, 0x4770),
         "..t", 11, 10, 11)
SEQUENCE(multiple, "ldmia r0!, {r2, r3}; stmia r0!, {r2, r3}; bx lr", (0xC80C, 0xC00C, 0x4770),
         "..t", 9, 8, 9)
SEQUENCE(branch, "b 1f; nop; 1: bx lr", (0xE000, 0x4770), "tt", 6, 4, 6)
SEQUENCE(branch_not_taken, "cmp r1, #0; bne 1f; movs r3, #0; 1: bx lr",
         (0x2900, 0xD100, 0x2300, 0x4770), "...t", 6, 5, 6)
SEQUENCE(branch_taken, "cmp r1, #0; beq 1f; nop; 1: bx lr", (0x2900, 0xD000, 0x4770), ".tt", 7, 5,
         7)
SEQUENCE(call, "push {r4, lr}; bl 1f; pop {r4, pc}; 1: bx lr",
         (0xB510, 0xF000, 0xF801, 0x4770, 0xBD10), ".ttt", 16, 13, 14)
SEQUENCE(call_by_register,
         "push {r4, lr}; adr r3, 1f; adds r3, #1; blx r3; pop {r4, pc}; .balign 4; 1: bx lr",
         (0xB510, 0xA302, 0x3301, 0x4798, 0x4770, 0xBD10), "...ttt", 17, 14, 16)
SEQUENCE(move_to_pc, "mov pc, lr", (0x46F7), "t", 3, 2, 3)
LOCKED(lock, "mrs r3, primask; cpsid i; adds r1, r1, r2; msr primask, r3; bx lr",
       (0xF3EF, 0x8310, 0xB672, 0x1889, 0xF383, 0x8810, 0x4770), "....t", 13, 10, 10, 6, 5, 5)
#if WITH_THUMB_2
SEQUENCE(cbz_taken, "cbz r1, 1f; nop; 1: bx lr", (0xB101, 0x4770), "tt", 0, 0, 6)
SEQUENCE(cbnz_not_taken, "cbnz r1, 1f; movs r3, #0; 1: bx lr", (0xB901, 0x2300, 0x4770), "..t",
         0, 0, 5)
SEQUENCE(load_skipped, "cmp r1, #0; it ne; ldrne r3, [r0]; bx lr",
         (0x2900, 0xBF18, 0x6803, 0x4770), "..st", 0, 0, 6)
SEQUENCE(load_not_skipped, "cmp r1, #0; it eq; ldreq r3, [r0]; bx lr",
         (0x2900, 0xBF08, 0x6803, 0x4770), "...t", 0, 0, 7)
SEQUENCE(return_not_skipped, "cmp r1, #0; it eq; bxeq lr", (0x2900, 0xBF08, 0x4770), "..t", 0, 0,
         5)
SEQUENCE(divide, "udiv r3, r2, r2; bx lr", (0xFBB2, 0xF3F2, 0x4770), ".t", 0, 0, 15)
SEQUENCE(table_branch, "tbb [pc, r1]; .byte 2, 1; nop; bx lr", (0xE8DF, 0xF001, 0x4770), "tt", 0,
         0, 7)
SEQUENCE(pairs, "ldrd r2, r3, [r0]; strd r2, r3, [r0, #8]; bx lr",
         (0xE9D0, 0x2300, 0xE9C0, 0x2302, 0x4770), "..t", 0, 0, 9)
SEQUENCE(wide_accesses,
         "ldr.w r3, [r0, #4]; ldr.w r3, [r0, r2, lsl #1]; str.w r3, [r0, r1, lsl #2];"
         "strh.w r3, [r0, #4]; bx lr",
         (0xF8D0, 0x3004, 0xF850, 0x3012, 0xF840, 0x3021, 0xF8A0, 0x3004, 0x4770), "....t", 0, 0,
         8)
SEQUENCE(wide_pop_with_pc, "push.w {r4, r8, lr}; pop.w {r4, r8, pc}",
         (0xE92D, 0x4110, 0xE8BD, 0x8110), ".t", 0, 0, 10)
SEQUENCE(wide_branch, "b.w 1f; nop; 1: bx lr", (0xF000, 0xB801, 0x4770), "tt", 0, 0, 6)
SEQUENCE(wide_branch_taken, "cmp r1, #0; beq.w 1f; nop; 1: bx lr",
         (0x2900, 0xF000, 0x8001, 0x4770), ".tt", 0, 0, 7)
SEQUENCE(wide_address_just_computed, "add.w r2, r2, r2; ldr r3, [r0, r2]; bx lr",
         (0xEB02, 0x0202, 0x5883, 0x4770), "..t", 0, 0, 7)
SEQUENCE(constant_after_comparison,
         "cmp.w r1, #256; ldr r3, 1f; b 2f; .balign 4; 1: .short 0, 0; 2: bx lr",
         (0xF5B1, 0x7F80, 0x4B00, 0xE001, 0x4770), "..tt", 0, 0, 9)
SEQUENCE(long_multiply, "umull r2, r3, r2, r2; mla r3, r2, r2, r3; bx lr",
         (0xFBA2, 0x2302, 0xFB02, 0x3302, 0x4770), "..t", 0, 0, 5)
#endif
