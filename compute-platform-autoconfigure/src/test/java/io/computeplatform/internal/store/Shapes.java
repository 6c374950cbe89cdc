package io.computeplatform.internal.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIdentityInfo;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.ObjectIdGenerators;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * Classes that applications submit.
 */
final class Shapes {

	private Shapes() {
	}

	record One<T>(T value) {

	}

	record Plain(String name, int number, List<Plain> more) {

	}

	record Everything(byte small, short less, int some, long many, float rough, double fine, char letter, boolean yes,
			String text) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	@JsonSubTypes({ @JsonSubTypes.Type(value = Circle.class, name = "circle"),
			@JsonSubTypes.Type(value = Square.class, name = "square") })
	interface Shape {

	}

	record Circle(double radius) implements Shape {

	}

	record Square(double side) implements Shape {

	}

	record Batch<T>(String name, List<T> items) {

	}

	record Drawing(Shape shape, @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS) Object any) {

	}

	record Deques(Deque<String> deque, Collection<String> collection, SortedSet<String> sorted,
			SortedMap<String, Integer> map, EnumMap<Level, Integer> levels, Set<Level> set) {

	}

	record Bytes(byte[] bytes, int[] numbers, String[][] texts, List<byte[]> list) {

	}

	enum Level {

		LOW, HIGH {
			@Override
			boolean alarms() {
				return true;
			}
		};

		boolean alarms() {
			return false;
		}

	}

	/** Private fields, and accessors such as a record's. */
	static final class Hidden {

		private final String name;

		Hidden(String name) {
			this.name = name;
		}

		Hidden() {
			this(null);
		}

		String name() {
			return this.name;
		}

	}

	/** Equal by its id alone, of all that it has. */
	static class Entity {

		public long id;

		private String secret;

		Entity() {
		}

		Entity(long id, String secret) {
			this.id = id;
			this.secret = secret;
		}

		String secret() {
			return this.secret;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Entity entity && this.id == entity.id;
		}

		@Override
		public int hashCode() {
			return Long.hashCode(this.id);
		}

	}

	static final class Immutable {

		private final String name;

		private final int number;

		Immutable(String name, int number) {
			this.name = name;
			this.number = number;
		}

		public String getName() {
			return this.name;
		}

		public int getNumber() {
			return this.number;
		}

	}

	/** Without a constructor for Jackson: there are two. */
	static final class Ambiguous {

		public final String name;

		Ambiguous(String name, int length) {
			this.name = name.substring(length);
		}

		Ambiguous(int length, String name) {
			this.name = name.substring(length);
		}

	}

	static class Bean {

		private String name;

		private List<String> list = new ArrayList<>();

		public String getName() {
			return this.name;
		}

		public void setName(String name) {
			this.name = name;
		}

		public List<String> getList() {
			return this.list;
		}

		public void setList(List<String> list) {
			this.list = list;
		}

	}

	static class OnlyGetter {

		private final String name;

		OnlyGetter() {
			this("default");
		}

		private OnlyGetter(String name) {
			this.name = name;
		}

		static OnlyGetter of(String name) {
			return new OnlyGetter(name);
		}

		public String text() {
			return this.name;
		}

		public int getLength() {
			return this.name.length();
		}

	}

	static class Stateless {

	}

	static class Cache {

		public String name = "a";

		transient int hash = 17;

		@JsonIgnore
		public Object ignored = new Object();

		@JsonIgnore
		private final AtomicInteger uses = new AtomicInteger(3);

		public int getHash() {
			return 1;
		}

	}

	static class WriteOnly {

		@JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
		public String password = "";

	}

	static class Node {

		public String name = "n";

		public Node next;

	}

	@JsonIdentityInfo(generator = ObjectIdGenerators.IntSequenceGenerator.class)
	static class Identified {

		public Identified next;

		public String name = "n";

	}

	static class Orders extends ArrayList<String> {

		private static final long serialVersionUID = 1L;

		String customer;

	}

	record Money(String text) {

		@JsonCreator
		static Money of(String text) {
			return new Money(text);
		}

		@Override
		@JsonValue
		public String text() {
			return this.text;
		}

	}

	/** Writes what it doesn't read. */
	record Rounded(@JsonValue String text) {

		@JsonCreator
		static Rounded of(String text) {
			return new Rounded(text.substring(0, 1));
		}

	}

	@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
	record Named(String firstName, @JsonProperty("x") String other, @JsonUnwrapped Inner inner) {

	}

	record Inner(int depth, @JsonFormat(shape = JsonFormat.Shape.ARRAY) Point point) {

	}

	record Point(int x, int y) {

	}

	static class Unwrapping {

		public String name = "u";

		@JsonUnwrapped(prefix = "in_")
		public Bean inner = new Bean();

	}

	static class Animal {

		public String name = "a";

	}

	static class Cat extends Animal {

		public int lives = 9;

	}

	static class Throwing {

		public String getName() {
			throw new IllegalStateException("geheim");
		}

	}

	record Optionals(Optional<String> one, Optional<Point> other, Map<String, Optional<Integer>> more) {

	}

	record Iterators(Iterator<String> iterator) {

	}

}
