// Saving by itself: batches in order, each sent again under its own name until the server has answered; what is not
// saved yet is kept in the browser (keeping.js) and outlives the tab.

import { REFERENCES } from "./store.js";
import { config } from "./words.js";

const MOST_LINES = 300;
const WAIT_MS = 5;
const RETRY_MS = [1000, 2000, 4000, 8000, 15000];

export class Answered extends Error {
    constructor(status, message) {
        super(message);
        this.status = status;
    }
}

export class Unreached extends Error {}

// A request to the grid's addresses. Throws Answered for a refusal, Unreached where no answer of the grid came.
export async function ask(url, body) {
    const headers = { "X-CSRFToken": config.token, Accept: "application/json" };
    const options = body ? { method: "POST", headers: { ...headers, "Content-Type": "application/json" }, body } : { headers };
    try {
        return await answerOf(await fetch(url, { ...options, redirect: "manual", cache: "no-store" }));
    } catch (error) {
        // What the browser throws for a lost connection, also in the middle of an answer.
        if (error instanceof TypeError) throw new Unreached(error.message);
        throw error;
    }
}

async function answerOf(response) {
    if (response.type === "opaqueredirect") throw new Answered(401, "");
    const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
    if (response.status >= 500 || (response.ok && !isJson)) throw new Unreached(String(response.status));
    const told = isJson ? await response.json() : {};
    if (!response.ok) throw new Answered(response.status, told.message || "");
    return told;
}

export class Saving {
    constructor(store, heard) {
        this.store = store;
        this.heard = heard; // {state, settled, refused}
        this.batch = null;
        this.failures = 0;
        this.stopped = null;
        this.number = 0;
        window.addEventListener("online", () => this.soon(0));
    }

    get isBusy() {
        return this.batch !== null;
    }

    soon(wait = WAIT_MS) {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.flush(), wait);
        this.heard.state();
    }

    async flush() {
        if (this.running || this.stopped) return;
        if (this.batch === null) this.batch = this.next();
        if (this.batch === null) return this.heard.state();
        this.running = true;
        this.number += 1;
        this.heard.state();
        try {
            const answer = await ask(config.urls.edits, JSON.stringify(this.batch));
            this.failures = 0;
            this.settle(answer);
        } catch (error) {
            if (!this.fail(error)) throw error;
        } finally {
            this.running = false;
        }
        this.heard.state();
        return undefined;
    }

    fail(error) {
        if (error instanceof Answered) {
            // Nothing was written. The batch stays, for when the person has signed in again or the study is open.
            this.stopped = { status: error.status, message: error.message };
            return true;
        }
        if (!(error instanceof Unreached)) return false;
        const wait = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)];
        this.failures += 1;
        this.soon(wait);
        return true;
    }

    // The next edits to be sent, or null.
    next() {
        const edits = [];
        for (const line of this.waiting()) {
            if (edits.length >= MOST_LINES) break;
            this.store.queue.delete(line);
            const edit = this.edit(line);
            if (edit) {
                line.sending = edit.set || {};
                edits.push(edit);
            }
        }
        return edits.length > 0 ? { batch: uuid(), edits } : null;
    }

    // What waits, in the order of the table: new rows are put one behind the other as they are sent.
    waiting() {
        if (this.store.queue.size < 2) return [...this.store.queue];
        const places = new Map(this.store.lines().map((line, index) => [line, index]));
        return [...this.store.queue].sort((one, other) => (places.get(one) ?? 0) - (places.get(other) ?? 0));
    }

    edit(line) {
        if (line.wantsRemoval) {
            if (line.pk !== null) return { key: line.id, line: line.pk, remove: true, version: line.version };
            this.store.drop(line);
            line.wantsRemoval = false;
            return null;
        }
        if (line.pk === null) return this.creation(line);
        if (line.dirty.size === 0 && !line.wantsMove) return null;
        const edit = { key: line.id, line: line.pk, set: {}, read: {} };
        for (const field of line.dirty) edit.set[field] = line.typed[field] ?? line.value(field);
        Object.assign(edit.read, line.seen);
        for (const field of line.dirty) edit.read[field] ??= line.seen[field] ?? line.base[field] ?? null;
        if (line.wantsMove) edit.before = this.store.before(line);
        line.dirty.clear();
        line.wantsMove = false;
        return edit;
    }

    creation(line) {
        // What was refused waits for the person; what is empty is no row.
        if (line.isBlank || line.dirty.size === 0) return null;
        const set = Object.fromEntries(Object.entries(line.typed).filter(([, value]) => value !== "" && value !== null));
        const before = this.store.before(line);
        line.dirty.clear();
        return { key: line.id, line: null, set: { ...set, stage: line.stage }, ...(before === null ? {} : { before }) };
    }

    settle(answer) {
        const { edits } = this.batch;
        this.batch = null;
        this.store.learn(answer);
        const rows = new Map(answer.rows.map((values) => [values[0], values]));
        const touched = new Set();
        edits.forEach((edit, index) => {
            const line = this.store.byId.get(edit.key);
            if (!line) return;
            line.sending = null;
            touched.add(line);
            this.take(line, edit, answer.outcomes[index], rows);
            if (line.dirty.size > 0 || line.wantsRemoval || line.wantsMove) this.store.queue.add(line);
        });
        this.heard.settled(touched);
        if (this.store.queue.size > 0) this.soon(0);
    }

    take(line, edit, outcome, rows) {
        if (edit.remove) return this.removed(line, outcome);
        if (outcome.gone) return this.lost(line);
        const values = rows.get(outcome.line);
        if (values) this.saved(line, edit, outcome, values);
        for (const [field, reason] of Object.entries(outcome.refused)) this.hold(line, edit, field, { kind: "refused", reason });
        for (const [field, conflict] of Object.entries(outcome.conflicts)) {
            this.hold(line, edit, field, { kind: "conflict", ...conflict });
        }
        if (line.pk === null) line.held = new Set(Object.keys(line.marks));
        return undefined;
    }

    saved(line, edit, outcome, values) {
        const twin = line.pk === null ? this.store.byPk.get(values[0]) : null;
        // The page was loaded anew after the batch was written: the row is there already.
        if (twin && twin !== line) this.store.drop(twin);
        this.store.take(line, values);
        // What was typed while this was on its way is sent next, against what this wrote (of a new row: all of it).
        const own = edit.line === null ? this.store.fields : outcome.written;
        for (const field of own) if (field in line.seen) line.seen[field] = line.base[field] ?? null;
        for (const field of Object.keys(edit.set)) {
            if (field in outcome.refused || field in outcome.conflicts || line.dirty.has(field)) continue;
            line.settle(field);
        }
    }

    hold(line, edit, field, mark) {
        if (line.dirty.has(field)) return;
        line.marks[field] = mark;
        if (field !== "" && edit.set && field in edit.set) line.held.add(field);
    }

    removed(line, outcome) {
        if (outcome.refused[""] || outcome.conflicts[""]) {
            line.wantsRemoval = false;
            const conflict = outcome.conflicts[""];
            line.marks[""] = conflict ? { kind: "kept", ...conflict } : { kind: "refused", reason: outcome.refused[""] };
            return;
        }
        const wanted = line.wantsRemoval;
        this.store.drop(line);
        Object.assign(line, { pk: null, version: null, wantsRemoval: false, isGone: true });
        // Taken back while it was on its way.
        if (!wanted) this.heard.revived(line);
    }

    lost(line) {
        line.isGone = true;
        line.marks[""] = { kind: "gone" };
        for (const field of Object.keys(line.typed)) line.held.add(field);
    }
}

export function isReference(field, value) {
    return REFERENCES.has(field) && typeof value === "number";
}

// crypto.randomUUID is there on https and on this machine only.
function uuid() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
