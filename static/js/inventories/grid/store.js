// What the grid knows: the lines by stage as the server has them, and what was typed and is not saved yet.
//
// Of a line: `base` is the server's value of each field, `typed` what stands in its place unsaved, `seen` what `base` was
// when it was typed over (the server compares it), `dirty` the fields to be sent, `held` those that wait for the person
// because they were refused or are in conflict, `marks` what is to be said of a cell. A line without `pk` is not there
// yet. Values are texts; of factor and stage a number is the id of a row and null is none.

export const REFERENCES = new Set(["factor", "stage"]);
// One statement: the server wants to know what was seen of both.
const PARTNERS = { amount: "unit", unit: "amount", output: "output_unit", output_unit: "output" };

export function sendable(field, value) {
    if (REFERENCES.has(field)) return value;
    return value === null || value === undefined ? "" : String(value);
}

let made = 0;

export function newKey() {
    made += 1;
    return `n${Date.now().toString(36)}-${made}-${Math.random().toString(36).slice(2, 8)}`;
}

export class Line {
    constructor(id, stage) {
        this.id = id;
        this.type = "line";
        this.pk = null;
        this.version = null;
        this.stage = stage;
        this.base = {};
        this.forget();
        this.figure = "";
        this.share = "";
    }

    // Nothing of the line is unsaved.
    forget() {
        this.typed = {};
        this.seen = {};
        this.dirty = new Set();
        this.held = new Set();
        this.marks = {};
        this.wantsRemoval = false;
        this.wantsMove = false;
        this.isGone = false;
    }

    value(field) {
        if (field in this.typed) return this.typed[field];
        return sendable(field, this.base[field] ?? null);
    }

    get isTransport() {
        return this.base.kind === "transport";
    }

    get isBlank() {
        return this.pk === null && Object.values(this.typed).every((value) => value === "" || value === null);
    }

    get unsaved() {
        if (this.pk === null) return this.isBlank ? 0 : Object.keys(this.typed).length;
        const fields = new Set([...this.dirty, ...this.held, ...Object.keys(this.sending || {})]);
        return fields.size + (this.wantsRemoval ? 1 : 0) + (this.wantsMove ? 1 : 0);
    }

    type_(field, value) {
        const saved = sendable(field, this.base[field] ?? null);
        if (!(field in this.typed)) this.seen[field] = this.base[field] ?? null;
        const partner = PARTNERS[field];
        if (partner && !(partner in this.seen)) this.seen[partner] = this.base[partner] ?? null;
        delete this.marks[field];
        this.held.delete(field);
        if (this.pk !== null && value === saved && this.seen[field] === (this.base[field] ?? null) && !this.isSending(field)) {
            delete this.typed[field];
            delete this.seen[field];
            this.dirty.delete(field);
            return;
        }
        this.typed[field] = value;
        this.dirty.add(field);
    }

    // Whether a value of the field is on its way: then taking it back has to be sent as well.
    isSending(field) {
        return Boolean(this.sending && field in this.sending);
    }

    // A field is saved, or given up for what the server has.
    settle(field) {
        delete this.typed[field];
        delete this.seen[field];
        delete this.marks[field];
        this.dirty.delete(field);
        this.held.delete(field);
    }
}

export class Store {
    constructor() {
        this.stages = [];
        this.byId = new Map();
        this.byPk = new Map();
        this.factors = {};
        this.legs = {};
        this.evidence = {};
        this.queue = new Set();
        this.cursor = 0;
    }

    load(table) {
        this.fields = table.fields;
        this.cursor = table.cursor;
        this.setStages(table.stages);
        this.learn(table);
        for (const values of table.rows) {
            const line = new Line(String(values[0]), null);
            this.take(line, values);
            this.stageOf(line.base.stage).lines.push(line);
            line.stage = line.base.stage;
        }
    }

    setStages(list) {
        const before = new Map(this.stages.map((stage) => [stage.pk, stage]));
        this.stages = list.map(([pk, label, kind, note]) => {
            const stage = before.get(pk) || { pk, lines: [], figure: "", share: "" };
            return Object.assign(stage, { label, kind, note, head: { id: `h${pk}`, type: "stage", stage: pk }, blank: { id: `b${pk}`, type: "blank", stage: pk } });
        });
    }

    stageOf(pk) {
        return this.stages.find((stage) => stage.pk === pk) || this.stages[0];
    }

    learn({ factors, legs, evidence }) {
        Object.assign(this.factors, factors);
        Object.assign(this.legs, legs);
        Object.assign(this.evidence, evidence);
    }

    // The server's values of a line; fields that differ from what was known are returned.
    take(line, values) {
        const [pk, version, ...cells] = values;
        const changed = [];
        line.pk = pk;
        line.version = version;
        this.fields.forEach((field, index) => {
            if ((line.base[field] ?? null) !== cells[index]) changed.push(field);
            line.base[field] = cells[index];
        });
        this.byPk.set(pk, line);
        this.byId.set(line.id, line);
        return changed;
    }

    // Every row of the table in its order: heads, lines, and a blank row to write on behind each stage.
    rows(withBlanks) {
        return this.stages.flatMap((stage) => {
            const lines = stage.lines.filter((line) => !line.wantsRemoval);
            return [stage.head, ...lines, ...(withBlanks ? [stage.blank] : [])];
        });
    }

    lines() {
        return this.stages.flatMap((stage) => stage.lines);
    }

    unsaved() {
        let count = 0;
        for (const stage of this.stages) for (const line of stage.lines) count += line.unsaved;
        return count;
    }

    // The saved line before which a line stands in its stage; its own number stands for the end.
    before(line) {
        const { lines } = this.stageOf(line.stage);
        const next = lines.slice(lines.indexOf(line) + 1).find((other) => other.pk !== null && !other.wantsRemoval);
        return next ? next.pk : line.pk;
    }

    detach(line) {
        const { lines } = this.stageOf(line.stage);
        const at = lines.indexOf(line);
        if (at >= 0) lines.splice(at, 1);
        return at;
    }

    attach(line, stage, at) {
        line.stage = stage;
        this.stageOf(stage).lines.splice(at, 0, line);
        this.byId.set(line.id, line);
    }

    drop(line) {
        this.detach(line);
        this.byId.delete(line.id);
        if (line.pk !== null) this.byPk.delete(line.pk);
        this.queue.delete(line);
    }

    // Bring the saved lines into the server's order; a line that is not there yet stays behind the one it stood behind.
    // True: the order was another one.
    reorder(pks) {
        let isNew = false;
        const place = new Map(pks.map((pk, index) => [pk, index]));
        for (const stage of this.stages) {
            let last = -1;
            const keyed = stage.lines.map((line) => {
                if (line.pk !== null && place.has(line.pk)) last = place.get(line.pk);
                return [last, line];
            });
            keyed.sort((one, other) => one[0] - other[0]);
            const lines = keyed.map(([, line]) => line);
            isNew ||= lines.some((line, index) => line !== stage.lines[index]);
            stage.lines = lines;
        }
        return isNew;
    }
}
