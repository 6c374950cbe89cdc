/*
 * The queues, where the endpoint computequeues is exposed too.
 */
(function () {
	"use strict";

	const { h, table, field, guarded, button, when, number, link, get, change, again, views, remember } = window.page;

	function pause(names) {
		const queue = h("select", { name: "queue" }, names.map((name) => h("option", { value: name }, name)));
		const why = h("input", { name: "reason", required: true, maxlength: "2000" });
		return guarded([
			h("h3", null, "Pause a queue, for all instances"),
			field("Queue", queue),
			field("Why", why),
			h("p", null, button("Pause", () => change("computequeues/" + encodeURIComponent(queue.value),
				{ action: "pause", reason: why.value }, () => again("The queue is paused.")))),
		]);
	}

	function paused(queue) {
		return queue.paused ? [
			"since ", when(queue.paused.since), ": ", queue.paused.reason, " ",
			button("Resume " + queue.name, () => change("computequeues/" + encodeURIComponent(queue.name), { action: "resume" },
				() => again("The queue is resumed."))),
		] : null;
	}

	views.queues = () => get("computequeues").then((answer) => {
		const names = Object.keys(answer.queues);
		const queues = names.map((name) => Object.assign({ name: name }, answer.queues[name]));
		names.forEach((name) => remember("queue", name));
		return {
			title: "Queues",
			view: [
				answer.problems.map((problem) => h("p", { class: "warning" }, problem)),
				table("Queues", [
					["Queue", (queue) => queue.name],
					["Queued", (queue) => number(queue.queued)],
					["Due", (queue) => number(queue.due)],
					["In progress", (queue) => number(queue.inProgress)],
					["Failed", (queue) => queue.failed ? link(number(queue.failed), "groups", { queue: queue.name })
						: number(queue.failed)],
					["Dead letters", (queue) => number(queue.deadLetters)],
					["Messages owed", (queue) => number(queue.owed)],
					["Consumers", (queue) => number(queue.consumers)],
					["Breaker", (queue) => queue.breaker],
					["Paused", paused],
				], queues),
				names.length === 0 ? null : pause(names),
			],
		};
	});
}());
