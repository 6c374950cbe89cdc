package io.computeplatform.audit;

import java.util.Objects;

import io.computeplatform.InvalidJobException;
import io.computeplatform.internal.text.PlainText;
import org.jspecify.annotations.Nullable;

/**
 * Actor and comment of an action, for its audit entry. Immutable.
 */
public final class AuditNote {

	private static final int MAX_ACTOR = 200;

	private static final int MAX_COMMENT = 2000;

	private static final AuditNote NONE = new AuditNote(null, null);

	private final @Nullable String actor;

	private final @Nullable String comment;

	private AuditNote(@Nullable String actor, @Nullable String comment) {
		if (actor != null) {
			PlainText.check("actor", actor, MAX_ACTOR);
		}
		if (comment != null) {
			PlainText.check("comment", comment, MAX_COMMENT);
		}
		this.actor = actor;
		this.comment = comment;
	}

	/**
	 * Creates a note without actor and comment.
	 * @return the note
	 */
	public static AuditNote none() {
		return NONE;
	}

	/**
	 * Creates a note.
	 * @param actor name of a person or a program, at most 200 characters on one line. If
	 * Spring Security has an authenticated user, that name is recorded instead
	 * @param comment reason for other administrators, at most 2000 characters on one line
	 * @return the note
	 * @throws InvalidJobException if a text is too long, or has control characters in it,
	 * line breaks included
	 */
	public static AuditNote of(@Nullable String actor, @Nullable String comment) {
		return new AuditNote(actor, comment);
	}

	/**
	 * Creates a note with a comment.
	 * @param comment reason for other administrators, at most 2000 characters on one line
	 * @return the note
	 * @throws InvalidJobException if the text is too long, or has control characters in
	 * it, line breaks included
	 */
	public static AuditNote because(String comment) {
		return new AuditNote(null, comment);
	}

	/**
	 * Adds the actor.
	 * @param actor name of a person or a program, at most 200 characters on one line. If
	 * Spring Security has an authenticated user, that name is recorded instead
	 * @return new note
	 * @throws InvalidJobException if the name is too long, or has control characters in
	 * it, line breaks included
	 */
	public AuditNote by(String actor) {
		return new AuditNote(actor, this.comment);
	}

	/**
	 * Returns the actor.
	 * @return the name, or {@code null}
	 */
	public @Nullable String actor() {
		return this.actor;
	}

	/**
	 * Returns the comment.
	 * @return the text, or {@code null}
	 */
	public @Nullable String comment() {
		return this.comment;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof AuditNote note && Objects.equals(this.actor, note.actor)
				&& Objects.equals(this.comment, note.comment);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.actor, this.comment);
	}

	@Override
	public String toString() {
		return "AuditNote[actor=" + this.actor + ", comment=" + this.comment + "]";
	}

}
