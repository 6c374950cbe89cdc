package io.computeplatform.failed;

import io.computeplatform.InvalidJobException;
import org.jspecify.annotations.Nullable;

/**
 * Who acts, and why; recorded with the action. Immutable.
 *
 * @param by who acts, at most 200 characters. Counts where Spring Security does not know
 * better: the name of an authenticated caller goes before it
 * @param reason why, at most 2000 characters
 */
public record ActionNote(@Nullable String by, @Nullable String reason) {

	private static final ActionNote NONE = new ActionNote(null, null);

	/**
	 * Makes a note.
	 * @throws InvalidJobException if a text is too long or has a NUL in it
	 */
	public ActionNote {
		check("by", by, 200);
		check("reason", reason, 2000);
	}

	private static void check(String property, @Nullable String text, int max) {
		if (text != null && (text.length() > max || text.indexOf('\0') >= 0)) {
			throw new InvalidJobException(property, text, "at most " + max + " characters, without NUL");
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
