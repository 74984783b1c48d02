# SPDX-License-Identifier: MIT
"""The parts of a graph that are not simple ways: Tarjan's strongly connected components."""

from flow import RETURN


def followers(graph, node, region):
    """The nodes of a region that may come right after a node."""
    return [to for to, _ in graph.next[node] if to is not RETURN and to in region]


def components(graph, region, starts):
    """The components of what is reached from `starts`, each before those that follow it."""
    number = {}
    low = {}
    open_nodes = []
    is_open = set()
    found = []

    def visit(root):
        work = [(root, iter(followers(graph, root, region)))]
        number[root] = low[root] = len(number)
        open_nodes.append(root)
        is_open.add(root)
        while work:
            node, rest = work[-1]
            for to in rest:
                if to not in number:
                    number[to] = low[to] = len(number)
                    open_nodes.append(to)
                    is_open.add(to)
                    work.append((to, iter(followers(graph, to, region))))
                    break
                if to in is_open:
                    low[node] = min(low[node], number[to])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == number[node]:
                    close(node)

    def close(node):
        part = set()
        while node not in part:
            part.add(open_nodes.pop())
        is_open.difference_update(part)
        found.append(part)

    for start in starts:
        if start not in number:
            visit(start)
    return found[::-1]


def is_loop(graph, part):
    """Whether a component has a way back."""
    node = next(iter(part))
    return len(part) > 1 or node in followers(graph, node, part)


def is_simple(graph, region):
    """Whether no way of a region leads back."""
    return not any(is_loop(graph, part) for part in components(graph, region, region))


def entries(graph, part):
    """The nodes of a part where it is entered."""
    found = {to for node, ways in graph.next.items() if node not in part
             for to, _ in ways if to in part}
    return found | ({graph.entry} & part)
