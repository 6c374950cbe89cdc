/*
 * Acts on many jobs, shows how far that is, and who did what.
 */
(function () {
	"use strict";

	const { h, refill, table, facts, field, guarded, button, when, number, jobs, link, get, change, go, again, repeat,
		views, filters, chips } = window.page;

	const ENDED = {
		done: "",
		submitted: ": its jobs are queued, and have not all ended",
		aborted: "",
		stopped: ": too many of its canary failed again, the others were left alone",
	};

	const PAGE = 50;

	/* What is to be done to how many jobs: the count is what is agreed to. */
	views.act = (place) => {
		const wanted = filters(place.parameters);
		return get("failedjobs/count", wanted).then((answer) => {
			const agreed = answer.count;
			const count = (max) => h("input", { type: "number", min: "1", max: max });
			const perSecond = count();
			const canaryJobs = count("10000");
			const canaryPercent = count("100");
			const why = h("input", { name: "why", maxlength: "2000" });
			const canary = h("fieldset", null, [
				h("legend", null, "Canary"),
				h("div", { class: "grid" }, [
					field("Jobs that go first", canaryJobs),
					field("Percent of them that must complete", canaryPercent),
				]),
			]);
			let action;
			const choose = (name) => {
				action = name;
				canary.hidden = name !== "retry";
				submit.textContent = name.charAt(0).toUpperCase() + name.substring(1) + " " + jobs(agreed);
				submit.className = name === "delete" ? "danger" : "main";
			};
			const choice = (name, label) => h("label", { class: "choice" }, [
				h("input", { type: "radio", name: "action", value: name, checked: name === "retry",
					onchange: () => choose(name) }),
				" " + label,
			]);
			const start = () => {
				if (action === "delete" && !window.confirm("Delete " + jobs(agreed) + " and their tries for good?")) {
					return;
				}
				change("failedjobs", Object.assign({
					action: action,
					agreed: agreed,
					perSecond: perSecond.value,
					canaryJobs: action === "retry" ? canaryJobs.value : "",
					canaryPercent: action === "retry" ? canaryPercent.value : "",
					why: why.value,
				}, wanted), (started) => go("operation/" + started.operation, null, "The operation has started."));
			};
			const submit = button("", start);
			choose("retry");
			return {
				title: "Act on many jobs",
				view: [
					chips(place),
					h("p", null, [
						"This is about exactly ", h("strong", null, jobs(agreed)),
						Object.keys(wanted).length === 0 ? ": all that are failed. " : ". ",
						link("Show them", "jobs", wanted), " ", button("Count again", () => again()),
					]),
					agreed === 0 ? null : guarded([
						h("fieldset", null, [
							h("legend", null, "What to do"),
							choice("retry", "Retry: one more try each"),
							choice("discard", "Discard: nothing more is to be done about them"),
							choice("delete", "Delete: with their tries, for good"),
						]),
						canary,
						field("At most in a second, or as many as it takes", perSecond),
						field("Why", why),
						h("p", null, submit),
					]),
				],
			};
		});
	};
	views.act.under = "jobs";
	views.act.mend = chips;

	function isRunning(operation) {
		return operation.status === "running";
	}

	function progress(operation) {
		const through = operation.acted + operation.skipped;
		return [
			h("progress", { max: Math.max(operation.total, 1), value: through, "aria-label": "Jobs that are through" }),
			" " + number(through) + " of " + number(operation.total),
		];
	}

	function jobLink(id) {
		return link(h("code", null, id), "job/" + id);
	}

	function query(operation) {
		const conditions = Object.entries(operation.query).map(([key, value]) => key + ": " + value);
		return link(conditions.join(", ") || "all", "jobs", operation.query);
	}

	views.operations = (place) => {
		const list = h("div");
		const load = () => get("failedjobs/operations").then((answer) => {
			refill(list, answer.operations.length === 0 ? h("p", null, "There was none yet.")
				: table("Operations on many jobs, newest first", [
					["Started", (operation) => link(when(operation.startedAt), "operation/" + operation.id)],
					["Action", (operation) => operation.action],
					["Status", (operation) => operation.status],
					["Progress", progress],
					["Failed jobs with", query],
				], answer.operations));
			return answer.operations.some(isRunning);
		});
		return load().then((goesOn) => {
			if (goesOn) {
				repeat(place, load);
			}
			return { title: "Operations", view: list };
		});
	};

	function outcomes(operation) {
		return Object.entries(operation.outcomes).map(([status, count]) => number(count) + " " + status).join(", ");
	}

	function state(operation) {
		return facts([
			["Action", operation.action],
			["Failed jobs with", query(operation)],
			["Status", operation.status + (ENDED[operation.status] || "")],
			["Progress", progress(operation)],
			["Skipped", operation.skipped > 0
				? number(operation.skipped) + ", which were no longer failed, or had failed anew" : null],
			["What became of them", outcomes(operation)],
			["At most in a second", number(operation.perSecond)],
			["Canary", operation.canaryJobs && jobs(operation.canaryJobs) + " first, of which " + operation.canaryPercent
				+ " % must complete"],
			["Started", when(operation.startedAt)],
			["Ended", when(operation.finishedAt)],
		]);
	}

	views.operation = (place) => {
		const url = "failedjobs/operations/" + place.id;
		const after = place.parameters.after || "";
		const said = h("p", { role: "status", class: "hidden" });
		const now = h("div");
		const list = h("div");
		const why = h("input", { name: "why", maxlength: "2000" });
		const control = (action, done) => button(action.charAt(0).toUpperCase() + action.substring(1),
			() => change(url, { action: action, why: why.value }, () => again(done)));
		const pause = control("pause", "The operation is paused.");
		const resume = control("resume", "The operation goes on.");
		const abort = control("abort", "The operation is aborted. What was done stays done.");
		const controls = guarded([field("Why", why), h("p", null, [pause, " ", resume, " ", abort])]);
		const load = () => get(url, { after: after }).then((operation) => {
			const last = operation.jobs[operation.jobs.length - 1];
			refill(now, state(operation));
			said.textContent = operation.status;
			controls.hidden = operation.status in ENDED;
			pause.hidden = !isRunning(operation);
			resume.hidden = isRunning(operation);
			refill(list, [
				table("Its jobs, oldest failure first", [
					["Place", (job) => number(job.position)],
					["Job", (job) => job.status ? jobLink(job.job) : h("code", null, job.job)],
					["Result", (job) => job.result],
					["Acted on", (job) => when(job.actedAt)],
					["Status now", (job) => job.status || "deleted"],
				], operation.jobs),
				h("nav", { "aria-label": "Pages" }, [
					after ? link("First", "operation/" + place.id, null, { class: "button" }) : null, " ",
					last && last.position < operation.total
						? link("Next", "operation/" + place.id, { after: last.position }, { class: "button" }) : null,
				]),
			]);
			// Those that it retried may still be on their way when it has ended.
			return isRunning(operation) || operation.status === "submitted";
		});
		return load().then((goesOn) => {
			if (goesOn) {
				repeat(place, load);
			}
			return { title: "Operation", view: [said, now, controls, h("h3", null, "Jobs"), list] };
		});
	};
	views.operation.needsId = true;
	views.operation.under = "operations";

	function about(record) {
		if (record.job) {
			return jobLink(record.job);
		}
		if (record.queue) {
			return ["queue ", record.queue, record.toQueue ? [", ", jobs(record.jobs), " to ", record.toQueue] : null];
		}
		return [link("an operation", "operation/" + record.operation), " on ", jobs(record.jobs)];
	}

	views.record = (place) => {
		const before = place.parameters.before || "";
		return get("failedjobs/actions", { limit: PAGE, before: before }).then((answer) => {
			const last = answer.actions[answer.actions.length - 1];
			return {
				title: "Who did what",
				view: [
					table("Actions, newest first", [
						["When", (record) => when(record.at)],
						["Who", (record) => record.by],
						["Did", (record) => record.action],
						["To", about],
						["Why", (record) => record.why],
					], answer.actions),
					h("nav", { "aria-label": "Pages" }, [
						before ? link("Newest", "record", null, { class: "button" }) : null, " ",
						answer.actions.length === PAGE
							? link("Older", "record", { before: last.number }, { class: "button" }) : null,
					]),
				],
			};
		});
	};
}());
