/* SPDX-License-Identifier: MIT */
/* The player on tinymem: see player.h. Nothing here keeps an address over a call that may move. */
#include "player.h"

#include "pattern.h"

/* Asks for what the operation wants, once. */
static tm_index_t ask(const player_t *player, const trace_op_t *op)
{
    if (op->what == 'a') return tm_alloc(op->size);
    return tm_realloc(player->index[op->id], op->size);
}

/* Counts what was moved since the figures were `before`. */
static void count_moves(player_t *player, tm_stats_t before)
{
    tm_stats_t now = tm_stats();

    player->moves += (uint32_t)(now.moves - before.moves);
    player->moved_bytes += (uint32_t)(now.moved_bytes - before.moved_bytes);
}

/* Runs one slice, and times it. */
static void slice(player_t *player)
{
    tm_stats_t before = tm_stats();
    uint32_t begin = player->now ? player->now() : 0;

    player->busy = tm_thread();
    if (player->now) {
        uint32_t taken = player->between(begin, player->now());

        if (taken > player->longest) player->longest = taken;
    }
    player->slices++;
    count_moves(player, before);
}

/* Blocks until the operation can be served. False when that can't be. */
static bool defrag(player_t *player, const trace_op_t *op)
{
    tm_stats_t before = tm_stats();
    bool made = tm_defrag(op->what == 'r' ? player->index[op->id] : 0, op->size);

    player->defrags++;
    count_moves(player, before);
    return made;
}

/* Makes room for an operation that was refused, and asks again. 0 when there is no way. */
static tm_index_t make_room(player_t *player, const trace_op_t *op)
{
    uint32_t slices = player->slices;
    tm_index_t index = 0;

    player->refused++;
    do {
        slice(player);
    } while (player->busy && !(index = ask(player, op)));
    if (!index && defrag(player, op)) index = ask(player, op);
    player->request_slices = player->slices - slices;
    player->busy = true;
    return index;
}

/* Serves an operation that wants memory, and fills what is new. */
static player_end_t serve(player_t *player, const trace_op_t *op)
{
    uint32_t kept = op->old_size < op->size ? op->old_size : op->size;
    tm_index_t index = ask(player, op);

    if (!index) {
        if (player->watch) player->watch(player, op, false);
        index = make_room(player, op);
        if (!index) return PLAYER_REFUSED;
        if (player->watch) player->watch(player, op, true);
    }
    player->index[op->id] = index;
    player->asked_bytes += op->size - kept;
    if (!pattern_holds(tm_uint8(index), op->id, kept)) return PLAYER_SPOILED;
    pattern_fill(tm_uint8(index), op->id, kept, op->size);
    return PLAYER_OK;
}

/* Checks the block's bytes and frees it. */
static player_end_t give_back(player_t *player, const trace_op_t *op)
{
    tm_index_t index = player->index[op->id];

    if (!pattern_holds(tm_uint8(index), op->id, op->old_size)) return PLAYER_SPOILED;
    tm_free(index);
    player->index[op->id] = 0;
    return PLAYER_OK;
}

player_end_t player_step(player_t *player, const trace_op_t *op)
{
    if (player->busy) slice(player);
    return op->what == 'f' ? give_back(player, op) : serve(player, op);
}

player_end_t player_finish(const player_t *player, const trace_t *trace)
{
    uint32_t id;

    if (tm_verify() != 0) return PLAYER_SPOILED;
    for (id = 1; id <= TRACE_MOST_IDS; id++) {
        if (trace->size[id] == 0) continue;
        if (!pattern_holds(tm_uint8(player->index[id]), id, trace->size[id])) {
            return PLAYER_SPOILED;
        }
    }
    return PLAYER_OK;
}
