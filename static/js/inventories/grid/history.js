// Changes as steps that can be taken back: every step is a list of acts, and doing an act gives the act that undoes it.
// Taking back is a change like any other, so it works after saving as well.

export const MOST_STEPS = 200;

export class History {
    constructor(store, heard) {
        this.store = store;
        this.heard = heard; // called with {lines, isStructure} after every change
        this.undoing = [];
        this.redoing = [];
    }

    do(acts) {
        if (acts.length === 0) return;
        this.undoing.push(this.run(acts));
        if (this.undoing.length > MOST_STEPS) this.undoing.shift();
        this.redoing = [];
    }

    undo() {
        return this.swap(this.undoing, this.redoing);
    }

    redo() {
        return this.swap(this.redoing, this.undoing);
    }

    swap(from, to) {
        const acts = from.pop();
        if (!acts) return false;
        to.push(this.run(acts));
        return true;
    }

    run(acts) {
        const inverse = [];
        const lines = new Set();
        let isStructure = false;
        for (const act of acts) {
            inverse.unshift(DOERS[act.do](this.store, act));
            lines.add(act.line);
            this.store.queue.add(act.line);
            isStructure ||= act.do !== "set";
        }
        this.heard({ lines, isStructure, acts });
        return inverse;
    }
}

function set(_store, { line, field, value }) {
    const before = line.value(field);
    line.type_(field, value);
    // A new row is judged as a whole: what was refused is sent again with what was put right.
    if (line.pk === null) for (const name of Object.keys(line.typed)) line.dirty.add(name);
    return { do: "set", line, field, value: before };
}

function add(store, { line, stage, next = null, at = null }) {
    if (line.wantsRemoval) line.wantsRemoval = false;
    else store.attach(line, stage, placeIn(store.stageOf(stage).lines, next, at));
    // A line that the server has taken away already is made anew, with all that it held.
    if (line.isGone || (line.pk === null && Object.keys(line.base).length > 0)) revive(store, line);
    return { do: "remove", line };
}

function revive(store, line) {
    for (const field of store.fields) {
        if (field === "kind" || field === "stage" || field in line.typed) continue;
        const value = line.value(field);
        if (value !== "" && value !== null) line.typed[field] = value;
    }
    store.byPk.delete(line.pk);
    Object.assign(line, { pk: null, version: null, base: {}, seen: {}, marks: {}, isGone: false, held: new Set() });
    line.dirty = new Set(Object.keys(line.typed));
}

function remove(store, { line }) {
    const { stage } = line;
    const { lines } = store.stageOf(stage);
    line.wantsRemoval = true;
    return { do: "add", line, stage, next: lines[lines.indexOf(line) + 1] || null };
}

// Before the line that followed, where that is still there.
function placeIn(lines, next, at = null) {
    if (next && lines.includes(next)) return lines.indexOf(next);
    return at === null ? lines.length : Math.min(at, lines.length);
}

function move(store, { line, stage, next }) {
    const from = line.stage;
    const following = store.stageOf(from).lines[store.detach(line)] || null;
    store.attach(line, stage, placeIn(store.stageOf(stage).lines, next));
    if (line.pk !== null) {
        if (stage !== from) line.type_("stage", stage);
        line.wantsMove = true;
    }
    return { do: "move", line, stage: from, next: following };
}

const DOERS = { set, add, remove, move };
