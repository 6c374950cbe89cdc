package io.computeplatform.failed;

import io.computeplatform.InvalidJobException;
import io.computeplatform.text.PlainText;
import org.jspecify.annotations.Nullable;

/**
 * Who acts, and why; recorded with the action. Immutable.
 *
 * @param by who acts, at most 200 characters on one line. Counts where Spring Security
 * does not know better: the name of an authenticated caller goes before it
 * @param reason why, at most 2000 characters on one line
 */
public record ActionNote(@Nullable String by, @Nullable String reason) {

	private static final ActionNote NONE = new ActionNote(null, null);

	/**
	 * Makes a note.
	 * @throws InvalidJobException if a text is too long, or has control characters in it,
	 * line breaks included
	 */
	public ActionNote {
		if (by != null) {
			PlainText.check("by", by, Actor.MAX_NAME);
		}
		if (reason != null) {
			PlainText.check("reason", reason, 2000);
		}
	}

	/**
	 * A note that says nothing.
	 * @return neither who nor why
	 */
	public static ActionNote none() {
		return NONE;
	}

	/**
	 * Says why.
	 * @param reason text for a person
	 * @return a note
	 */
	public static ActionNote because(String reason) {
		return new ActionNote(null, reason);
	}

	/**
	 * Says who.
	 * @param name name of a person or a program
	 * @return new note
	 */
	public ActionNote by(String name) {
		return new ActionNote(name, this.reason);
	}

}
