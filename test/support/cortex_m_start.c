/* SPDX-License-Identifier: MIT */
/*
 * Starts a program on an emulated Cortex-M, and ends it: memory and C library set up, main called
 * with the arguments of QEMU's command line, the result of main handed to QEMU as exit status. A
 * fault ends the program too, with a status of its own.
 */
#include <stdint.h>
#include <stdlib.h>

#define SYS_WRITE0 0x04u
#define SYS_GET_CMDLINE 0x15u
#define SYS_EXIT_EXTENDED 0x20u
#define APPLICATION_EXIT 0x20026u

#define FAULT_STATUS 139
#define LINE_BYTES 512
#define MOST_ARGUMENTS 16

/* Defined by the linker script. */
extern uint32_t stack_top[], data_image[], data_start[], data_end[], bss_start[], bss_end[];

/* Defined by the C library, and by the program. */
extern void initialise_monitor_handles(void);
extern void __libc_init_array(void);
extern int main(int argc, char **argv);

/* Called by the C library and by the vectors, not from here. */
void _init(void);
void _fini(void);
void _exit(int status) __attribute__((noreturn));
void reset_handler(void) __attribute__((noreturn));
void fault_handler(void) __attribute__((naked));
void systick_handler(void) __attribute__((weak, alias("fault_handler")));
void pendsv_handler(void) __attribute__((weak, alias("fault_handler")));
void svcall_handler(void) __attribute__((weak, alias("fault_handler")));
void report_fault(void) __attribute__((noreturn, used));

/* What C++ passes along with the destructor of a static object. */
extern void *const __dso_handle;
void *const __dso_handle = 0;

/* Asks QEMU for a service; the answer is 0 on success, for most. */
static int32_t semihosting(uint32_t service, const void *argument)
{
    register uint32_t r0 __asm__("r0") = service;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return (int32_t)r0;
}

/* The C library calls these around main. Nothing is left to do in them. */
void _init(void) {}

void _fini(void) {}

/* Ends QEMU with this exit status. */
void _exit(int status)
{
    const uint32_t reason[2] = {APPLICATION_EXIT, (uint32_t)status};
    for (;;) semihosting(SYS_EXIT_EXTENDED, reason);
}

/* Says that the program is at fault, and ends it. */
void report_fault(void)
{
    semihosting(SYS_WRITE0, "fault: the processor stopped the program\n");
    _exit(FAULT_STATUS);
}

/* Every exception but reset. The stack may be what is at fault: it starts anew. */
void fault_handler(void)
{
    __asm__ volatile("ldr r0, =stack_top\n\t"
                     "mov sp, r0\n\t"
                     "bl report_fault");
}

/* Copies .data out of flash, and clears .bss. */
static void set_up_memory(void)
{
    const uint32_t *from = data_image;
    for (uint32_t *to = data_start; to < data_end; to++) *to = *from++;
    for (uint32_t *to = bss_start; to < bss_end; to++) *to = 0;
}

/* Switches the FPU on, where the program was compiled for one. */
static void set_up_fpu(void)
{
#if defined(__ARM_FP)
    *(volatile uint32_t *)0xE000ED88u |= 0xFu << 20;
    __asm__ volatile("dsb\n\tisb" : : : "memory");
#endif
}

/* Splits QEMU's command line at its spaces into argv; returns argc. */
static int get_arguments(char *line, char **argv)
{
    struct {
        char *text;
        uint32_t bytes;
    } request = {line, LINE_BYTES};
    int argc = 0;

    if (semihosting(SYS_GET_CMDLINE, &request) != 0) line[0] = '\0';
    while (*line != '\0' && argc < MOST_ARGUMENTS) {
        argv[argc++] = line;
        while (*line != '\0' && *line != ' ') line++;
        while (*line == ' ') *line++ = '\0';
    }
    argv[argc] = 0;
    return argc;
}

/* Where the processor starts. */
void reset_handler(void)
{
    static char line[LINE_BYTES];
    static char *argv[MOST_ARGUMENTS + 1];

    set_up_fpu();
    set_up_memory();
    initialise_monitor_handles();
    __libc_init_array();
    exit(main(get_arguments(line, argv), argv));
}

/*
 * The stack, then reset and the 14 exceptions of the core. SVCall, PendSV and SysTick, the last
 * one, are the program's if it has a handler of that name. The interrupts of devices stay off.
 */
struct vectors {
    void *stack;
    void (*handlers[15])(void);
};

__attribute__((section(".vectors"), used)) static const struct vectors vectors = {
    stack_top,
    {reset_handler, fault_handler, fault_handler, fault_handler, fault_handler, fault_handler,
     fault_handler, fault_handler, fault_handler, fault_handler, svcall_handler, fault_handler,
     fault_handler, pendsv_handler, systick_handler}};
