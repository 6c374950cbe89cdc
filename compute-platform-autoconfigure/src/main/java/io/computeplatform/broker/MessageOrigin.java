package io.computeplatform.broker;

import java.util.UUID;

/**
 * Where the messages of this application come from. Internal.
 *
 * @param database identity of the database that holds the jobs
 */
public record MessageOrigin(UUID database) {

}
