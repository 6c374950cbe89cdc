package io.computeplatform.benchmarks.measure;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers of jobs with times, in a file that outlives a killed process. Several processes
 * may append to one file.
 */
public final class RunLog implements Closeable {

	private static final int LENGTH = Integer.BYTES + Long.BYTES;

	private final FileOutputStream out;

	RunLog(File file) throws IOException {
		this.out = new FileOutputStream(file, true);
	}

	void add(int job) throws IOException {
		// One call, because others append too.
		this.out.write(ByteBuffer.allocate(LENGTH).putInt(job).putLong(System.currentTimeMillis()).array());
	}

	public static List<Entry> read(File file) throws IOException {
		List<Entry> entries = new ArrayList<>();
		try (DataInputStream in = new DataInputStream(new BufferedInputStream(new FileInputStream(file)))) {
			while (true) {
				entries.add(new Entry(in.readInt(), in.readLong()));
			}
		}
		catch (EOFException ex) {
			return entries;
		}
	}

	@Override
	public void close() throws IOException {
		this.out.close();
	}

	/**
	 * An entry.
	 *
	 * @param job number of the job
	 * @param at time in milliseconds
	 */
	public record Entry(int job, long at) {

	}

}
