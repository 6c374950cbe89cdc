/*
 * Messages that were rejected, where the endpoint computemessages is exposed too.
 */
(function () {
	"use strict";

	const { h, table, facts, pre, field, guarded, button, when, number, link, get, change, again, views } = window.page;

	const LIMIT = 50;

	function url(id) {
		return "computemessages/" + encodeURIComponent(id);
	}

	function act(message) {
		const why = h("input", { name: "reason", maxlength: "2000" });
		const send = (action, done) => change(url(message.id), { action: action, reason: why.value }, () => again(done));
		return guarded([
			field("Why", why),
			message.whole ? null : h("p", { class: "warning" }, "Its headers or its body are not kept whole: it can't be moved "
				+ "back from here. Take it from the dead-letter queue."),
			h("p", null, [
				message.whole ? button("Move back", () => send("move-back", "The message is back in its queue.")) : null,
				button("Discard", () => send("discard", "The message is discarded.")),
			]),
		]);
	}

	views.messages = (place) => {
		const parameters = { limit: String(LIMIT) };
		["queue", "settled", "before"].filter((name) => place.parameters[name]).forEach((name) => {
			parameters[name] = place.parameters[name];
		});
		const other = Object.assign({}, place.parameters, { settled: place.parameters.settled === "true" ? "" : "true", before: "" });
		return get("computemessages?" + new URLSearchParams(parameters)).then((answer) => ({
			title: "Rejected messages",
			view: [
				h("p", null, "Messages that belong to no job. The dead-letter queue has them as they were."),
				table(place.parameters.settled === "true" ? "Moved back or discarded" : "Rejected messages", [
					["Id", (message) => link(message.id, "message", { id: message.id })],
					["Queue", (message) => message.queue],
					["Message id", (message) => message.messageId],
					["Reason", (message) => message.reason],
					["Times", (message) => number(message.times)],
					["First", (message) => when(message.firstRejectedAt)],
					["Last", (message) => when(message.lastRejectedAt)],
					["Done", (message) => message.settled ? message.settled.action + " by " + message.settled.by : null],
				], answer.messages),
				h("p", null, [
					answer.next ? link("Older", "messages", Object.assign({}, place.parameters, { before: answer.next })) : null,
					" ",
					link(place.parameters.settled === "true" ? "Open ones" : "Those that were moved back or discarded", "messages",
						other),
				]),
			],
		}));
	};
	views.messages.under = "queues";

	views.message = (place) => get(url(place.parameters.id || "")).then((message) => ({
		title: "Rejected message " + message.id,
		view: [
			facts([
				["Queue", link(message.queue, "messages", { queue: message.queue })],
				["Reason", message.reason],
				["Message id", message.messageId],
				["Type", message.type],
				["Times", number(message.times)],
				["First", when(message.firstRejectedAt)],
				["Last", when(message.lastRejectedAt)],
				["Body", number(message.bodySize) + " bytes"],
				["Done", message.settled ? [message.settled.action + " by " + message.settled.by + " at ",
					when(message.settled.at), message.settled.reason ? ": " + message.settled.reason : null] : null],
			]),
			h("h3", null, "Headers"),
			pre("Headers", message.headers),
			h("h3", null, "Body"),
			pre("Body", message.body),
			message.settled ? null : act(message),
		],
	}));
	views.message.under = "queues";
}());
