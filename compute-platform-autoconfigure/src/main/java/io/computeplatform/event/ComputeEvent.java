package io.computeplatform.event;

import java.time.Instant;

/**
 * An application event of this library. It is published after the commit of the change
 * that it describes, on the thread that made the change, at most once. An exception of a
 * listener is logged and changes nothing. Later versions may add methods: applications
 * read events and do not implement them.
 */
public interface ComputeEvent {

	/**
	 * When it happened.
	 * @return time by the clock of the process that publishes it
	 */
	Instant at();

}
