/*
 * Filters of failed jobs. They are part of the URL, so that it can be shared.
 */
(function () {
	"use strict";

	const { h, field, form, link, local, date, go } = window.page;

	const FILTERS = [
		["queue", "Queue"],
		["type", "Type"],
		["exception", "Exception", "text", "causes included"],
		["message", "Message", "text", "part of it"],
		["reason", "Reason", ["executor-failed", "not-retryable", "timed-out", "worker-lost", "no-executor"]],
		["worker", "Worker", "text", "of any attempt"],
		["since", "Failed since", "datetime-local"],
		["until", "Failed before", "datetime-local"],
		["minTries", "Tries at least", "number"],
		["maxTries", "Tries at most", "number"],
		["group", "Group"],
		["payload", "Payload", "text", "$.customer == 42"],
	];

	let isOpen = false;

	const seen = {};

	/* The filters among the parameters of a view. */
	function filters(parameters) {
		const found = {};
		FILTERS.forEach(([key]) => {
			if (parameters[key]) {
				found[key] = parameters[key];
			}
		});
		return found;
	}

	function without(map, key) {
		const rest = Object.assign({}, map);
		delete rest[key];
		return rest;
	}

	/* Keeps values that were shown, as suggestions for the form. */
	function remember(key, value) {
		if (value) {
			seen[key] = seen[key] || new Set();
			seen[key].add(value);
		}
	}

	/* The time in the format of an input element. */
	function entered(time) {
		return local(time).replace(/:00$/, "");
	}

	function input(key, kind, hint, value) {
		if (Array.isArray(kind)) {
			const values = value && !kind.includes(value) ? kind.concat(value) : kind;
			return h("select", { name: key }, [""].concat(values)
				.map((each) => h("option", { value: each, selected: each === (value || "") }, each || "any")));
		}
		if (kind === "datetime-local") {
			const time = h("input", { name: key, type: kind, step: "1", "data-exact": value });
			time.value = value ? entered(value) : "";
			return time;
		}
		return h("input", {
			name: key,
			type: kind || "text",
			value: value,
			min: kind === "number" && "0",
			placeholder: hint,
			list: seen[key] && "seen-" + key,
		});
	}

	function proposals() {
		return Object.entries(seen).map(([key, values]) => h("datalist", { id: "seen-" + key },
			Array.from(values).sort().map((value) => h("option", { value: value }))));
	}

	function read(element) {
		const exact = element.getAttribute("data-exact");
		if (element.type !== "datetime-local" || !element.value) {
			return element.value.trim();
		}
		// The element has a precision of seconds; an unchanged time keeps its own.
		return exact && entered(exact) === element.value ? exact : date(element.value).toISOString();
	}

	/* The active filters, each with a link that removes it. */
	function chips(place) {
		const set = filters(place.parameters);
		return h("p", null, FILTERS.filter(([key]) => set[key]).map(([key, label]) => [
			h("span", { class: "chip" }, [
				label + ": " + set[key] + " ",
				link("×", place.name, without(set, key), { "aria-label": "Remove the filter " + label }),
			]),
			" ",
		]));
	}

	function panel(place) {
		const set = filters(place.parameters);
		const inputs = FILTERS.map(([key, label, kind, hint]) => input(key, kind, hint, set[key]));
		const details = h("details", {
			open: isOpen,
			class: "filters",
			ontoggle: () => {
				isOpen = details.open;
			},
		}, [
			h("summary", null, "Filter"),
			form(() => {
				const wanted = {};
				inputs.forEach((each) => {
					if (read(each)) {
						wanted[each.name] = read(each);
					}
				});
				go(place.name, wanted, "");
			}, [
				h("div", { class: "grid" }, FILTERS.map(([key, label], i) => field(label, inputs[i]))),
				h("p", null, [h("button", { class: "main" }, "Apply"), " ", link("Clear", place.name)]),
			]),
			proposals(),
		]);
		return [details, chips(place)];
	}

	Object.assign(window.page, { filters, remember, chips, panel });
}());
