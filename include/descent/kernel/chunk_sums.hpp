// SPDX-License-Identifier: MIT
// ChunkSums: sums over the chunks of a training set, the same bits on any number of threads.
#pragma once

#include <descent/kernel/apart.hpp>
#include <descent/kernel/chunks.hpp>
#include <descent/kernel/threads.hpp>

#include <algorithm>
#include <vector>

namespace descent::kernel {

/// What a pass adds up beside the gradient.
template <class Scalar>
struct Sums {
    Scalar value = 0;
    Scalar weight = 0;

    Sums& operator+=(const Sums& other) {
        value += other.value;
        weight += other.weight;
        return *this;
    }
};

/// What is added up along a line: as before, and the slope.
template <class Scalar>
struct LineSums {
    Sums<Scalar> sums;
    Scalar slope = 0;

    void clear() { *this = {}; }
    void add(const LineSums& other) {
        sums += other.sums;
        slope += other.slope;
    }
};

/// The memory of sums over chunks. Each chunk is summed for itself by one thread; the parts are
/// added in the order of the chunks.
///
/// @tparam Part  has clear() and add(other part)
template <class Part>
class ChunkSums {
public:
    /// @param empty  a Part of the right shape; copied for each chunk if there are several threads
    ChunkSums(const Part& empty, const Chunks& chunks)
        : lanes_{static_cast<int>((std::min)(Index(threads()), chunks.count()))}, total_{empty},
          parts_(static_cast<std::size_t>(lanes_ == 1 ? 1 : chunks.count()), Apart<Part>{empty}) {}

    /// How many threads `run` uses at most.
    int lanes() const { return lanes_; }

    /// What the last `run` summed up.
    const Part& total() const { return total_; }

    /// Sums all chunks.
    ///
    /// @param start  start(thread, chunk): a thread begins, and its first chunk is this one; the
    ///               others follow in order
    /// @param sum    sum(thread, chunk, part) adds the chunk to the part
    template <class Start, class Sum>
    void run(const Chunks& chunks, const Start& start, const Sum& sum) {
        total_.clear();
        const auto stretch = [&](int thread, Index first, Index last) {
            if (first < last) {
                start(thread, first);
            }
            for (Index chunk = first; chunk < last; ++chunk) {
                Part& part = *parts_[static_cast<std::size_t>(lanes_ == 1 ? 0 : chunk)];
                part.clear();
                sum(thread, chunk, part);
                if (lanes_ == 1) {
                    total_.add(part);
                }
            }
        };
        in_stretches(chunks.count(), lanes_, stretch);
        if (lanes_ > 1) {
            for (const Apart<Part>& part : parts_) {
                total_.add(*part);
            }
        }
    }

private:
    int lanes_;
    Part total_;
    std::vector<Apart<Part>>
        parts_; ///< of each chunk, or of the one at hand if there is one thread
};

} // namespace descent::kernel
