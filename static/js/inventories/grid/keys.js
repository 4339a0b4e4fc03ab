// What the keys do, while a cell is chosen and while it is being edited.

const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

// `grid`: what a key may ask for (main.js). True: the key was ours.
export function pressed(event, grid) {
    // Keys that an input method is using are not for the grid.
    if (event.isComposing || event.keyCode === 229) return false;
    const { box } = grid;
    const isOurs = box.isEditing ? whileEditing(event, grid) : whileChoosing(event, grid);
    if (isOurs) event.preventDefault();
    return isOurs;
}

function whileEditing(event, grid) {
    const { key, shiftKey } = event;
    const command = event.ctrlKey || event.metaKey;
    const { box, options } = grid;
    if (key === "Escape") return grid.giveUp();
    if (options.isOpen && (key === "ArrowDown" || key === "ArrowUp")) return does(options.step(key === "ArrowDown" ? 1 : -1));
    if (options.isOpen && key === "Enter" && options.current) return does(options.choose(options.current));
    if (key === "Enter" && command) return does(grid.commit({ fill: true }));
    if (key === "Enter" && event.altKey) return false;
    if (key === "Enter") return does(grid.commit({ down: shiftKey ? -1 : 1 }));
    if (key === "Tab") return does(grid.commit({ next: shiftKey ? -1 : 1 }));
    if (box.isQuick && key in ARROWS && !command && !shiftKey) return does(grid.commit({ move: ARROWS[key] }));
    return false;
}

function whileChoosing(event, grid) {
    const command = event.ctrlKey || event.metaKey;
    if (event.key in ARROWS) return arrow(event, grid, command);
    if (command) return commands(event, grid);
    return plain(event, grid);
}

function arrow(event, grid, command) {
    const [down, right] = ARROWS[event.key];
    if (event.altKey && event.shiftKey && down !== 0) return does(grid.shift(down));
    if (event.altKey && event.key === "ArrowDown") return does(grid.edit());
    if (event.altKey) return false;
    if (command) return does(grid.jump(down, right, event.shiftKey));
    return does(grid.selection.move(down, right, event.shiftKey));
}

function commands(event, grid) {
    const { selection, view } = grid;
    const last = view.columns.length - 1;
    const key = event.key.toLowerCase();
    if (key === "z") return does(event.shiftKey ? grid.redo() : grid.undo());
    if (key === "y") return does(grid.redo());
    if (key === "d") return does(grid.fillDown());
    if (key === "a") return does(selection.selectAll());
    if (key === "home") return does(grid.edge(0, 0, event.shiftKey));
    if (key === "end") return does(grid.edge(-1, last, event.shiftKey));
    if (key === "-") return does(grid.removeRows());
    if (key === "+" || key === "=") return does(grid.insertRow());
    if (key === "enter") return does(grid.openLine());
    return false;
}

function plain(event, grid) {
    const { selection, view } = grid;
    const { key, shiftKey } = event;
    if (key === "Enter") return does(selection.move(shiftKey ? -1 : 1, 0));
    if (key === "Tab") return grid.tab(shiftKey ? -1 : 1);
    if (key === "F2") return does(grid.edit());
    if (key === "Escape") return does(grid.escape());
    if (key === "Delete" || key === "Backspace") return does(grid.clear());
    if (key === "Home") return does(selection.set(selection.row, 0, shiftKey));
    if (key === "End") return does(selection.set(selection.row, view.columns.length - 1, shiftKey));
    if (key === "PageDown") return does(selection.move(view.page, 0, shiftKey));
    if (key === "PageUp") return does(selection.move(-view.page, 0, shiftKey));
    if (key === " " && shiftKey) return does(selection.selectRows());
    return false;
}

function does(_done) {
    return true;
}
