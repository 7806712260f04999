// Files go up one after the other as soon as they are chosen or dropped, each with its progress; the form waits for them.

const BROKE_OFF = "The connection broke off before the file had come in.";
const NOT_TAKEN = "The site could not take it. Try again in a minute.";

function sizeText(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1000 * 1024 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1024 ** 2).toFixed(1).replace(/\.0$/, "")} MB`;
}

function takeFiles(place) {
  const { form } = place;
  const find = (name) => place.querySelector(`[data-files-${name}]`);
  const input = place.querySelector("input[type=file]");
  const list = find("list");
  const said = find("said");
  const waiting = [];
  const broken = new Set();
  let going;
  let count = 0;
  let submitter;
  let isHeld = false;
  let isWarned = false;

  const copy = (name) => find(name).content.firstElementChild.cloneNode(true);

  function show(entry, { percent = "", sentence = "", again = false } = {}) {
    const part = (name) => entry.row.querySelector(`[data-${name}]`);
    const bar = entry.row.querySelector("progress");
    bar.hidden = part("state").hidden = Boolean(sentence);
    bar.value = percent || 0;
    part("state").textContent = percent === "" ? "Waits for its turn" : `${percent} %`;
    part("error").hidden = !sentence;
    part("sentence").textContent = sentence;
    part("again").hidden = !again;
    part("end").textContent = sentence ? "Take it off the list" : "Cancel";
    if (sentence) said.textContent = `${entry.file.name}: ${sentence}`;
  }

  function refuse(entry, sentence) {
    show(entry, { sentence });
    next();
  }

  function breakOff(entry, sentence) {
    broken.add(entry);
    show(entry, { sentence, again: true });
    next();
  }

  // The file is in: from now on it is one that goes along with the form, as one that the page came with.
  function keep(entry, [taken]) {
    said.textContent = taken ? `${taken.name} is attached.` : `${entry.file.name} is attached already.`;
    if (!taken) return drop(entry);
    const row = copy("kept");
    const box = row.querySelector("input");
    count += 1;
    box.id = row.querySelector("label").htmlFor = `file-new-${count}`;
    box.value = taken.id;
    box.checked = true;
    row.querySelector("[data-name]").textContent = taken.name;
    row.querySelector("[data-size]").textContent = taken.size;
    entry.row.replaceWith(row);
    next();
  }

  function answered(entry, { status, response }) {
    if (status === 200 && response) keep(entry, response.files);
    else if (status === 429 || status >= 500 || !response) breakOff(entry, response?.detail ?? NOT_TAKEN);
    else refuse(entry, response.detail);
  }

  function send(entry) {
    const body = new FormData();
    for (const name of ["csrf_token", "key"]) body.append(name, form.elements[name].value);
    for (const box of list.querySelectorAll("input:checked")) body.append("file", box.value);
    body.append("files", entry.file);
    const request = entry.request = new XMLHttpRequest();
    request.open("POST", place.dataset.files);
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => show(entry, { percent: Math.floor(100 * loaded / total) }));
    request.addEventListener("load", () => answered(entry, request));
    request.addEventListener("error", () => breakOff(entry, BROKE_OFF));
    show(entry, { percent: 0 });
    said.textContent = `Sending ${entry.file.name}.`;
    request.send(body);
  }

  function next() {
    going = waiting.shift();
    if (going) return send(going);
    if (!isHeld) return;
    isHeld = false;
    if (!broken.size) form.requestSubmit(submitter);
  }

  function enqueue(entry) {
    broken.delete(entry);
    isWarned = false;
    waiting.push(entry);
    show(entry);
    if (!going) next();
  }

  function drop(entry) {
    const isGoing = entry === going;
    entry.request?.abort();
    broken.delete(entry);
    if (waiting.includes(entry)) waiting.splice(waiting.indexOf(entry), 1);
    if (entry.row.contains(document.activeElement)) input.focus();
    entry.row.remove();
    if (isGoing) next();
  }

  function add(files) {
    for (const file of files) {
      const entry = { file, row: copy("going") };
      entry.row.querySelector("[data-name]").textContent = file.name;
      entry.row.querySelector("[data-size]").textContent = sizeText(file.size);
      entry.row.querySelector("[data-again]").addEventListener("click", () => enqueue(entry));
      entry.row.querySelector("[data-end]").addEventListener("click", () => drop(entry));
      const isTooMany = list.children.length >= Number(place.dataset.mostFiles);
      list.append(entry.row);
      if (isTooMany) show(entry, { sentence: `${place.dataset.mostFiles} files at most: pack some into an archive.` });
      else if (file.size > Number(place.dataset.most)) show(entry, { sentence: `It is larger than ${place.dataset.mostText}: pack it, or send the part that matters.` });
      else enqueue(entry);
    }
  }

  function hold(event, sentence) {
    event.preventDefault();
    event.stopImmediatePropagation();
    const told = form.querySelector("[data-sending-said]") ?? said;
    told.textContent = sentence;
  }

  input.addEventListener("change", () => {
    add([...input.files]);
    input.value = "";
  });
  // Before everything else that looks at the form being sent.
  form.addEventListener("submit", (event) => {
    if (going) {
      isHeld = true;
      submitter = event.submitter;
      hold(event, "It goes out as soon as the files have come in.");
    } else if (broken.size && !isWarned) {
      isWarned = true;
      hold(event, "A file has not come in: try it again, or send without it.");
    }
  }, { capture: true });
  addEventListener("online", () => [...broken].forEach(enqueue));

  find("drop").hidden = false;
  place.addEventListener("dragover", (event) => {
    event.preventDefault();
    place.classList.add("over");
  });
  place.addEventListener("dragleave", () => place.classList.remove("over"));
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    place.classList.remove("over");
    add([...event.dataTransfer.files]);
  });
}

document.querySelectorAll("[data-files]").forEach(takeFiles);
