package io.computeplatform.benchmarks.agent;

import java.rmi.Remote;
import java.rmi.RemoteException;
import java.util.List;

import io.computeplatform.benchmarks.measure.Measure;
import io.computeplatform.benchmarks.measure.Reading;
import io.computeplatform.benchmarks.server.Place;

/**
 * A process of one contender.
 */
public interface Agent extends Remote {

	/**
	 * Measures.
	 * @throws IllegalStateException with the stack trace of what failed, as text
	 */
	List<Reading> take(Measure measure, Place place) throws RemoteException;

}
